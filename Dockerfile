# The interface, the program, and then nothing but the program. Build: docker build -t fourthirty .
FROM node:22-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
# Optional packages are needed: the compiler of the interface is one, per platform.
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY frontend/ ./
RUN npm run build

FROM golang:1.26-bookworm AS program
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY api/ api/
COPY cmd/ cmd/
COPY pkg/ pkg/
COPY frontend/ frontend/
COPY --from=web /src/frontend/dist/ frontend/dist/
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/fourthirty ./cmd/fourthirty && mkdir /out/data

# No shell, no package manager, user 65532. PostgreSQL runs beside it: docs/compose.yaml.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=program /out/fourthirty /fourthirty
COPY --from=program --chown=65532:65532 /out/data /data
ENV FOURTHIRTY_ADDR=0.0.0.0:4300 FOURTHIRTY_DATA=/data
VOLUME /data
EXPOSE 4300
HEALTHCHECK --interval=10s --timeout=6s --start-period=90s CMD ["/fourthirty", "health"]
ENTRYPOINT ["/fourthirty"]
CMD ["serve"]

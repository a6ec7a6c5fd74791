import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': here('./src') } },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/openapi.yaml', '/openapi.json'].map((path) => [
        path,
        process.env.FOURTHIRTY_API ?? 'http://127.0.0.1:4300',
      ]),
    ),
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { input: { index: here('./index.html'), docs: here('./docs.html') } },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}'] },
})

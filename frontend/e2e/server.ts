/** Where the server under test listens: one that runs already, or the one that e2e/serve.sh starts. */
export const address = process.env.E2E_BASE_URL ?? `http://127.0.0.1:${process.env.E2E_PORT ?? 4399}`

/** The administrator that e2e/serve.sh makes; other accounts are made by the tests. */
export const administrator = {
  login: process.env.E2E_LOGIN ?? 'e2e.admin',
  password: process.env.E2E_PASSWORD ?? 'kites-above-the-west-lake',
}

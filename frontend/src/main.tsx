import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '@/app/App'
import { newQueries } from '@/app/queries'
import { newRouter } from '@/app/router'
import { connect, session } from '@/lib/api'
import { startI18n } from '@/lib/i18n'
import { signStyles } from '@/lib/nonce'

signStyles()
connect()
await Promise.all([startI18n(), session.restore()])
const queries = newQueries()
const router = newRouter()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App queries={queries} router={router} />
  </StrictMode>,
)

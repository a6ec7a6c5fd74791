import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { LoadingOutlined } from '@ant-design/icons'
import { App as Messages, ConfigProvider, type ThemeConfig } from 'antd'
import { useTranslation } from 'react-i18next'
import { RouterProvider, type RouterProviderProps } from 'react-router'
import { packOf } from '@/lib/i18n'
import { nonce } from '@/lib/nonce'
import '@/ui/base.css'

const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0958d9',
    colorPrimaryHover: '#0a4bb8',
    colorLink: '#0958d9',
    colorLinkHover: '#0a4bb8',
    colorError: '#cf1322',
    colorTextDescription: '#59616e',
    colorTextTertiary: '#59616e',
    colorTextPlaceholder: '#6b7280',
    borderRadius: 6,
  },
}
// The turning sign is no part of a button's name.
const button = { loadingIcon: <LoadingOutlined aria-hidden /> }
const csp = nonce ? { nonce } : undefined

/** App gives every page its data, language and look. */
export function App({ queries, router }: { queries: QueryClient; router: RouterProviderProps['router'] }) {
  const { i18n } = useTranslation()
  const pack = packOf(i18n.language)
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider {...(pack && { locale: pack.antd })} {...(csp && { csp })} theme={theme} button={button}>
        <Messages>
          <RouterProvider router={router} />
        </Messages>
      </ConfigProvider>
    </QueryClientProvider>
  )
}

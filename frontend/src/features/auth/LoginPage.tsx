import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, type InputRef } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useSearchParams } from 'react-router'
import type { LoginInput } from '@/client'
import { problemOf, session, useSession } from '@/lib/api'
import { FormProblem } from '@/ui/FormProblem'
import { LanguageSwitch } from '@/ui/LanguageSwitch'
import { WaitNotice } from './WaitNotice'
import { useWait } from './wait'
import './auth.css'

/** LoginPage signs a person in and leads on to where they wanted to go. */
export function LoginPage() {
  const { t } = useTranslation('auth')
  const [params] = useSearchParams()
  if (useSession().status === 'signed_in') return <Navigate replace to={target(params.get('next'))} />
  return (
    <div className="ft-login">
      <title>{`${t('title')} · ${t('common:product')}`}</title>
      <div className="ft-login-language">
        <LanguageSwitch />
      </div>
      <main className="ft-login-card">
        <img src="/favicon.svg" alt="" width={44} height={44} />
        <h1 className="ft-title">{t('common:product')}</h1>
        <p className="ft-quiet">{t('tagline')}</p>
        <LoginForm />
        <p className="ft-quiet ft-login-help">{t('help')}</p>
      </main>
    </div>
  )
}

function LoginForm() {
  const { t } = useTranslation('auth')
  const [form] = Form.useForm<LoginInput>()
  const password = useRef<InputRef>(null)
  const [wait, startWait] = useWait()
  const signIn = useMutation({
    mutationFn: (input: LoginInput) => session.signIn({ ...input, login: input.login.trim() }),
    onError: (error) => {
      if (problemOf(error).status === 429) startWait(problemOf(error))
      else password.current?.focus({ cursor: 'all' })
    },
  })
  const throttled = signIn.error !== null && problemOf(signIn.error).status === 429
  return (
    <Form form={form} layout="vertical" requiredMark={false} size="large" onFinish={(input) => signIn.mutate(input)}>
      {throttled ? <WaitNotice seconds={wait} /> : <FormProblem form={form} error={signIn.error} />}
      <Form.Item name="login" label={t('login')} rules={[{ required: true, whitespace: true, message: t('loginRequired') }]}>
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Form.Item name="password" label={t('password')} rules={[{ required: true, message: t('passwordRequired') }]}>
        <Input.Password ref={password} autoComplete="current-password" maxLength={128} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={signIn.isPending} disabled={wait > 0}>
        {t('submit')}
      </Button>
    </Form>
  )
}

// Only a path of this site: "//host" and "https:" would lead elsewhere.
function target(next: string | null): string {
  return next?.startsWith('/') && !/^\/[/\\]/.test(next) ? next : '/'
}

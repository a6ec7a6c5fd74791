import {
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  BellOutlined,
  BookOutlined,
  CalendarOutlined,
  ClusterOutlined,
  EnvironmentOutlined,
  FundOutlined,
  HomeOutlined,
  IdcardOutlined,
  LineChartOutlined,
  MessageOutlined,
  PieChartOutlined,
  ReadOutlined,
  ScheduleOutlined,
  SmileOutlined,
  TeamOutlined,
  UploadOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { matchRoutes } from 'react-router'
import type { Permission } from '@/client'
import { useMay } from '@/lib/api'
import { routes } from './features'

/** An item of the main navigation; its text is shell.json items.<name>. */
export interface NavItem {
  name: string
  path: string
  icon: ReactNode
  permission: Permission
}

const items: NavItem[] = [
  { name: 'dashboard', path: '/dashboard', icon: <AppstoreOutlined />, permission: 'statistics.read' },
  { name: 'facilities', path: '/facilities', icon: <HomeOutlined />, permission: 'facility.read' },
  { name: 'tasks', path: '/tasks', icon: <BellOutlined />, permission: 'task.read' },
  { name: 'programmes', path: '/programmes', icon: <ScheduleOutlined />, permission: 'programme.read' },
  { name: 'timetable', path: '/timetable', icon: <CalendarOutlined />, permission: 'programme.read' },
  { name: 'children', path: '/children', icon: <SmileOutlined />, permission: 'person.read' },
  { name: 'workers', path: '/workers', icon: <IdcardOutlined />, permission: 'worker.read' },
  { name: 'books', path: '/books', icon: <BookOutlined />, permission: 'loan.read' },
  { name: 'appointments', path: '/appointments', icon: <MessageOutlined />, permission: 'appointment.read' },
  { name: 'reach', path: '/reach', icon: <LineChartOutlined />, permission: 'programme.read' },
  { name: 'map', path: '/map', icon: <EnvironmentOutlined />, permission: 'facility.read' },
  { name: 'coverage', path: '/coverage', icon: <PieChartOutlined />, permission: 'statistics.read' },
  { name: 'published', path: '/published', icon: <ReadOutlined />, permission: 'statistics.publish' },
  { name: 'investment', path: '/investment', icon: <FundOutlined />, permission: 'investment.read' },
  { name: 'imports', path: '/imports', icon: <UploadOutlined />, permission: 'facility.import' },
  { name: 'divisions', path: '/divisions', icon: <ClusterOutlined />, permission: 'division.read' },
  { name: 'organisations', path: '/organisations', icon: <BankOutlined />, permission: 'organisation.read' },
  { name: 'users', path: '/users', icon: <TeamOutlined />, permission: 'user.read' },
  { name: 'events', path: '/events', icon: <AuditOutlined />, permission: 'event.feed' },
]

/** The mark of the product: a clock at half past four. */
export const Mark = () => <img src="/favicon.svg" alt="" width={28} height={28} />

/** useNav answers the items that the signed-in user may open and that have a page. */
export function useNav(): NavItem[] {
  const may = useMay()
  return items.filter((item) => may(item.permission) && matchRoutes(routes, item.path) !== null)
}

import { createBrowserRouter } from 'react-router'
import { publicRoutes, routes } from './features'
import { ErrorPage } from './ErrorPage'
import { HomePage } from './HomePage'
import { NotFoundPage } from './NotFoundPage'
import { RequireSession } from './RequireSession'
import { Shell } from './Shell'
import { Starting } from './Starting'

/** newRouter builds the pages of all features into one router. */
export const newRouter = () =>
  createBrowserRouter([
    {
      errorElement: <ErrorPage />,
      hydrateFallbackElement: <Starting />,
      children: [
        ...publicRoutes,
        {
          element: (
            <RequireSession>
              <Shell />
            </RequireSession>
          ),
          children: [
            {
              errorElement: <ErrorPage />,
              children: [{ index: true, element: <HomePage /> }, ...routes, { path: '*', element: <NotFoundPage /> }],
            },
          ],
        },
      ],
    },
  ])

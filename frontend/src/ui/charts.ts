import { BarChart, LineChart, MapChart, PieChart, ScatterChart } from 'echarts/charts'
import {
  DatasetComponent,
  GeoComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// The SVG renderer writes style attributes, which the content security policy forbids.
register([BarChart, LineChart, MapChart, PieChart, ScatterChart, CanvasRenderer])
register([DatasetComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent])
register([TitleComponent, TooltipComponent, VisualMapComponent])

export { init, registerMap, type ECharts, type EChartsCoreOption } from 'echarts/core'

/* Charts: the parts of ECharts that panels use, drawn as SVG. */
import { init, use, getInstanceByDom, registerTheme } from "echarts/core";
import { BarChart, LineChart, PieChart, HeatmapChart, SankeyChart, TreeChart } from "echarts/charts";
import {
  GridComponent,
  DatasetComponent,
  LegendComponent,
  LegendScrollComponent,
  TooltipComponent,
  VisualMapComponent,
  DataZoomComponent,
  AriaComponent,
  TitleComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
use([
  BarChart,
  LineChart,
  PieChart,
  HeatmapChart,
  SankeyChart,
  TreeChart,
  GridComponent,
  DatasetComponent,
  LegendComponent,
  LegendScrollComponent,
  TooltipComponent,
  VisualMapComponent,
  DataZoomComponent,
  AriaComponent,
  TitleComponent,
  SVGRenderer,
]);
((globalThis as any).plVendor ||= {}).charts = { init, getInstanceByDom, registerTheme };

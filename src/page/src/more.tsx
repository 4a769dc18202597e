/* more.tsx - the second part of the application: what Home, cards, tables and results do without. It shares the modules
 * of the first part (build.mjs), so there is one state. */
import { ChartView } from "./chart";
import { Hint } from "./hint";
import { ImageView } from "./image";
import { OpenMenu } from "./menu";
import { ModIcon } from "./modicon";
import { Related } from "./related";
import { Detail } from "./detail";
import { Builder, FilterChip, Grouper, ResultSide } from "./resulttools";
import { Banner, CompareScreen, ProblemsScreen } from "./morescreens";
import { Palette, Sheet } from "./palette";
import { ResultsTable } from "./resultstable";
import { SortHeads } from "./sortheads";
import { Age, LineTable, RowSide } from "./tabletools";
import { InputView } from "./inputs";
import { interpolate } from "./template";
import { FindField } from "./findfield";
import { InputsBar, Kiosk, PrintHead, Rail, savePage, saveSnapshot, Zone } from "./runtools";
import { fromAvailable } from "./available";
import { clean } from "./clean";
import { keepFocus, nextPanel, step } from "./focus";
import * as menus from "./menus";
import { Dropping, NoSnapshot, openAddress, pickFile } from "./screens";
import { fromSnapshot, parseJson } from "./protocol";
import { renew, watch } from "./upkeep";
import * as exempting from "./exempting";
import { adopt } from "./sheet";

/* For the single file, which has no worker. */
const read = (text: string) => fromSnapshot(parseJson(text));

declare const PART_CSS: string;
adopt(PART_CSS);

watch();
exempting.followExemptions();
keepFocus();

export {
  exempting,
  ChartView,
  Related,
  Detail,
  Builder,
  Grouper,
  FilterChip,
  ResultSide,
  ResultsTable,
  SortHeads,
  Banner,
  CompareScreen,
  ProblemsScreen,
  Palette,
  Sheet,
  Age,
  Zone,
  LineTable,
  RowSide,
  Hint,
  ImageView,
  ModIcon,
  OpenMenu,
  InputView,
  interpolate,
  FindField,
  InputsBar,
  Kiosk,
  PrintHead,
  Rail,
  savePage,
  saveSnapshot,
  read,
  fromAvailable,
  clean,
  menus,
  nextPanel,
  renew,
  step,
  Dropping,
  NoSnapshot,
  openAddress,
  pickFile,
};

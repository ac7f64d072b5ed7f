// Made from widgets/frame_types by `python -m vertebra book`: change it there.
import type { Shaped } from "./types";

export interface MeterLimit {
  at: number;
  text: string;
}

export interface MeterValue {
  key: string;
  name: string;
  text: string;
  value: number;
  low: number;
  high: number;
  limits: MeterLimit[];
  verdict: string;
  grave?: boolean;
}

export interface AssessmentRow {
  name: string;
  good: boolean;
  near?: boolean;
  words: string;
  open?: boolean;
  points?: string;
  criterion?: string;
}

export interface ScreenLine {
  points: number[][];
  words: string;
  colour: string;
  beside: string;
  dashed: boolean;
  bare: boolean;
}

export interface FluoroscopyScreen {
  left: string;
  right: string;
  bar: number;
  bar_mm: number;
  open: number[];
  lines: ScreenLine[];
}

export interface CtRodFrame {
  start: number[];
  end: number[];
  radius: number;
  kind: string;
}

export interface CtMarkFrame {
  place: number[];
  words: string;
  kind: string;
}

export interface CtStackState {
  spacing: number[];
  origin: number[];
  open_at: number[];
  title: string;
  rods: CtRodFrame[];
  marks: CtMarkFrame[];
  parts: string[];
}

export interface VitalSign {
  key: string;
  name: string;
  text: string;
  unit: string;
  value: number;
  alarm: boolean;
  low: number;
  high: number;
  times: number[];
  trend: number[];
}

export interface PatientFrame {
  says: string;
  symptoms: string[];
  pain: number;
  pain_text: string;
  sedation: string;
  vitals: VitalSign[];
}

export interface LifeSpacing {
  sagittal: number[];
  coronal: number[];
}

export interface BoneLossFrame {
  age: number;
  sex: string;
  menopause: number;
  treatment: string;
  readouts: MeterValue[];
  today: number;
  treatments: string[];
  spacing: LifeSpacing;
  window: number[];
  limits: number[];
  transition: number;
  sagittal: Shaped<Uint8Array>;
  coronal: Shaped<Uint8Array>;
  colours: Shaped<Uint8Array>;
  ages: Shaped<Float32Array>;
  density: Shaped<Float32Array>;
  untreated: Shaped<Float32Array>;
  reference: Shaped<Float32Array>;
}

export interface BoneLossControls {
  age: number;
  sex: string;
  menopause: number;
  treatment: string;
}

export interface CollapseFrame {
  way: string;
  loss: number;
  guess: number | null;
  readouts: MeterValue[];
  lines: [number, number, number][];
  origin: number[];
  spacing: number[];
  verdict: string;
  ways: [string, string][];
  most: number;
  grades: string[];
  plane: Shaped<Uint8Array>;
  colours: Shaped<Uint8Array>;
}

export interface CollapseControls {
  way: string;
  loss: number;
  guess: number;
}

export interface HeatFrame {
  volume: number;
  leak: boolean;
  blood: boolean;
  minute: number;
  highest: boolean;
  names: string[];
  readouts: MeterValue[];
  volumes: number[];
  longest: number;
  range: [number, number];
  map_step: number;
  minutes: Shaped<Float32Array>;
  histories: Shaped<Float32Array>;
  bands: Shaped<Float32Array>;
  peaks: Shaped<Uint8Array>;
  maps: Shaped<Uint8Array>;
  surface: Shaped<Float32Array>;
}

export interface HeatControls {
  volume: number;
  leak: boolean;
  blood: boolean;
  minute: number;
  highest: boolean;
}

export interface LoadStrengthFrame {
  load: number;
  forward: number;
  density: number;
  task: string;
  coarse: boolean;
  strength: number;
  readouts: MeterValue[];
  origin: number[];
  spacing: number[];
  tasks: [string, string][];
  most: number;
  farthest: number;
  plane: Shaped<Uint8Array>;
  failing: Shaped<Uint8Array>;
  heights: Shaped<Float32Array>;
  share: Shaped<Float32Array>;
  colours: Shaped<Uint8Array>;
}

export interface LoadStrengthControls {
  load: number;
  forward: number;
  task: string;
  density: number;
  refine: boolean;
}

export interface MriRanges {
  tr: [number, number];
  te: [number, number];
  ti: [number, number];
  weeks: [number, number];
}

export interface MriFrame {
  name: string;
  tr: number;
  te: number;
  ti: number | null;
  fat: string;
  field: number;
  weeks: number;
  readouts: MeterValue[];
  presets: string[];
  places: [string, number, number][];
  pixel: number;
  ranges: MriRanges;
  image: Shaped<Uint8Array>;
  times: Shaped<Float32Array>;
  signals: Shaped<Float32Array>;
}

export interface MriControls {
  preset: string;
  tr: number;
  te: number;
  ti: number | null;
  field: number;
  weeks: number;
}

export interface RestorationFrame {
  volume: number;
  placement: string;
  placements: string[];
  most: number;
  readouts: MeterValue[];
  volumes: Shaped<Float32Array>;
  strength: Shaped<Float32Array>;
  stiffness: Shaped<Float32Array>;
  image: Shaped<Uint8Array>;
}

export interface RestorationControls {
  volume: number;
  placement: string;
}

export interface KyphosisFrame {
  level: string;
  wedges: number[];
  top: number[];
  readouts: MeterValue[];
  thoracic: number;
  levels: string[];
  before: number[];
  most: number;
  breath: [number, number, number][];
  bodies: Shaped<Float32Array>;
  straight: Shaped<Float32Array>;
}

export interface KyphosisControls {
  level: string;
  wedge: number;
  straight: boolean;
}

export interface TechniqueMeters {
  vertebroplasty: MeterValue[];
  kyphoplasty: MeterValue[];
}

export interface TechniqueComparisonFrame {
  cement: number;
  look: string;
  spacing: number;
  screen: FluoroscopyScreen | null;
  readouts: TechniqueMeters;
  most: number;
  looks: string[];
  vertebroplasty: Shaped<Uint8Array>;
  kyphoplasty: Shaped<Uint8Array>;
  volumes: Shaped<Float32Array>;
  kpa_vertebroplasty: Shaped<Float32Array>;
  kpa_kyphoplasty: Shaped<Float32Array>;
}

export interface TechniqueComparisonControls {
  cement: number;
  look: string;
}

export interface ViewerPart {
  id: number;
  name: string;
}

export interface ViewerFrame {
  level: string;
  place: [number, number, number];
  part: number;
  untouched: boolean;
  levels: string[];
  parts: ViewerPart[];
  spacing: [number, number, number];
  origin: [number, number, number];
  reach: number;
  density: Shaped<Uint8Array>;
  labels: Shaped<Uint8Array>;
  places: Shaped<Float32Array>;
  faces: Shaped<Uint32Array>;
  of: Shaped<Uint8Array>;
}

export interface ViewerControls {
  level: string;
  place: [number, number, number];
  part: number;
}

export interface CascadeFrame {
  years: number;
  treatment: string;
  given: number;
  taken: number;
  readouts: MeterValue[];
  treatments: string[];
  longest: number;
  plain: Shaped<Float32Array>;
  treated: Shaped<Float32Array>;
}

export interface CascadeControls {
  years: number;
  treatment: string;
  given: number;
  taken: number;
}

export interface RegressionToMeanFrame {
  door: number;
  ritual: number;
  effect: number;
  means: [number, number][];
  highest: number;
  readouts: MeterValue[];
  entry: Shaped<Float32Array>;
  later: Shaped<Float32Array>;
  treated: Shaped<Uint8Array>;
}

export interface RegressionToMeanControls {
  door: number;
  ritual: number;
  effect: number;
}

export interface RiskFrame {
  age: number;
  sex: string;
  z: number;
  fractures: number;
  since: number | null;
  years: number;
  people: [number, number, number];
  rate: number;
  recent: number[];
  numbers: string[];
  last_measured: number;
  ages: Shaped<Float32Array>;
  rates: Shaped<Float32Array>;
  low: Shaped<Float32Array>;
  high: Shaped<Float32Array>;
  average: Shaped<Float32Array>;
}

export interface RiskControls {
  age: number;
  sex: string;
  z: number;
  fractures: number;
  since: number;
  years: number;
}

export interface TrialRow {
  name: string;
  blinded: boolean;
  weight: number | null;
  ends: [number, number, number];
  words: string;
  about: string;
}

export interface ForestFrame {
  trials: TrialRow[];
  pool: [number, number, number] | null;
  poolWords: string;
  without: [string, number, number, number][];
  model: string;
  year: boolean;
  matters: number;
  readouts: MeterValue[];
}

export interface ForestControls {
  toggle: string;
  only: string;
  model: string;
  year: boolean;
}

export interface AntithromboticFrame {
  drug: string;
  reason: string;
  clearance: number;
  last: number;
  inr: number;
  platelets: number;
  bleeding: string;
  pause_h: number;
  wait_h: number;
  restart_h: [number, number];
  ready: boolean;
  blockers: string[];
  cautions: string[];
  bridge: boolean;
  hours: number[];
  left: number[];
  readouts: MeterValue[];
  advice: [string, string][];
  drugs: [string, string][];
  reasons: [string, string][];
  risks: [string, string][];
  min_platelets: number;
}

export interface AntithromboticControls {
  drug: string;
  reason: string;
  clearance: number;
  last: number;
  inr: number;
  platelets: number;
  bleeding: string;
}

export interface ScatterFrame {
  angle: number;
  distance: number;
  along: number;
  apron: boolean;
  collar: boolean;
  glasses: boolean;
  shield: boolean;
  readouts: MeterValue[];
  eyes: number;
  hands: number;
  across: [number, number];
  height: [number, number];
  shape: [number, number];
  range: [number, number];
  trunk: [number, number, number];
  person: [number, number, number];
  spine: number;
  reach: number;
  map: Shaped<Float32Array>;
}

export interface ScatterControls {
  angle: number;
  distance: number;
  along: number;
  apron: boolean;
  collar: boolean;
  glasses: boolean;
  shield: boolean;
}

export interface ConsentRow {
  event: string;
  label: string;
  out_of: number;
  guess: number | null;
  shown: boolean;
  expected: number | null;
  low: number | null;
  high: number | null;
  without: number | null;
  words: string;
  verdict: string;
  comment: string;
}

export interface ConsentFrame {
  technique: string;
  bodies: number;
  age: number;
  at: number;
  rows: ConsentRow[];
  techniques: [string, string][];
}

export interface ConsentControls {
  technique: string;
  bodies: number;
  age: number;
  at: number;
  guess: number | null;
  show: boolean;
}

export interface PreparationStep {
  step: string;
  label: string;
  done: number;
  answer: string;
}

export interface PreparationFrame {
  number: number;
  who: string;
  steps: PreparationStep[];
  verdict: string;
  pause_h: number | null;
  restart_h: number | null;
  antibiotic: string;
  lidocaine_ml: number | null;
  closed: boolean;
  rows: AssessmentRow[];
  passed: number;
  saved: string;
  verdicts: [string, string][];
  antibiotics: [string, string][];
  pauses_h: number[];
  restarts_h: number[];
  max_ml: number;
}

export interface PreparationControls {
  do: string;
  verdict: string;
  pause_h: number | null;
  restart_h: number | null;
  antibiotic: string;
  lidocaine_ml: number | null;
  close: boolean;
  next: boolean;
  load: string;
}

export interface BalloonFrame {
  volume: number;
  reached: number;
  pressure: number;
  out: boolean;
  lies: string;
  placement: string;
  look: string;
  screen: FluoroscopyScreen;
  patient: PatientFrame;
  readouts: MeterValue[];
  steps: number;
  scanned: boolean;
  filled: boolean;
  set: boolean;
  summary: string;
  level: string;
  verdicts: AssessmentRow[];
  saved: string;
  ct: CtStackState | null;
  ct_grey?: Shaped<Uint8Array>;
  ct_parts?: Shaped<Uint8Array>;
  loads: string[];
  placements: string[];
  most: number;
  limit: number;
  spacing: number;
  image: Shaped<Uint8Array>;
  cut: Shaped<Uint8Array>;
  broken: Shaped<Uint8Array>;
  volumes: Shaped<Float32Array>;
  pressures: Shaped<Float32Array>;
  lifts: Shaped<Float32Array>;
}

export interface BalloonControls {
  volume: number;
  down: boolean;
  cement: number;
  wait: number;
  lies: string;
  placement: string;
  look: string;
  scan: boolean;
  load: string;
}

export interface CementFrame {
  view: string;
  flow: number;
  scanned: boolean;
  depth: number;
  side: number;
  set: boolean;
  patient: PatientFrame;
  readouts: MeterValue[];
  time: number;
  steps: number;
  pressure: number;
  bone: number;
  ml: number;
  summary: string;
  level: string;
  verdicts: AssessmentRow[];
  saved: string;
  cleft: boolean;
  empty: boolean;
  limit: number;
  flows: number[];
  image: Shaped<Uint8Array>;
  ct: CtStackState | null;
  ct_grey?: Shaped<Uint8Array>;
  ct_parts?: Shaped<Uint8Array>;
}

export interface CementControls {
  inject: number;
  wait: number;
  move: number;
  side: number;
  flow: number;
  view: string;
  cleft: boolean;
  scan: boolean;
  load: string;
}

export interface Moves {
  rotation: number;
  tilt: number;
  across: number;
  height: number;
  along: number;
}

export interface CArmFrame {
  rotation: number;
  tilt: number;
  across: number;
  height: number;
  along: number;
  wide: number;
  high: number;
  quality: string;
  rate: number;
  pulses: number;
  fine: boolean;
  held: boolean;
  hinting: boolean;
  view: string;
  hint: string;
  hint_price: number;
  claimed: number;
  readouts: MeterValue[];
  verdicts: AssessmentRow[];
  screen: FluoroscopyScreen;
  most: Moves;
  least: number;
  rates: number[];
  qualities: string[];
  image: Shaped<Uint8Array>;
}

export interface CArmControls {
  rotation: number;
  tilt: number;
  across: number;
  height: number;
  along: number;
  wide: number;
  high: number;
  quality: string;
  rate: number;
  pulses: number;
  shot: boolean;
  refine: boolean;
  hint: boolean;
  claim: boolean;
}

export interface Handles {
  entry: [number, number];
  tip: [number, number];
  aim: [number, number];
  mark: [number, number];
  hub: [number, number];
  ahead: [number, number];
}

export interface HandlesByView {
  AP: Handles;
  lateral: Handles;
}

export interface ShaftByView {
  AP: number;
  lateral: number;
}

export interface NeedleFrame {
  medial: number;
  caudal: number;
  depth: number;
  shots: number;
  gauge: number;
  way: string;
  look: string;
  scanned: boolean;
  patient: PatientFrame;
  warning: string;
  verdicts: AssessmentRow[];
  wall: number | null;
  loose: boolean;
  side: number;
  shaft: ShaftByView;
  target: [number, number, number] | null;
  steps: number;
  marked: boolean;
  saved: string;
  held: string[];
  marks: HandlesByView;
  ways: string[];
  gauges: number[];
  looks: string[];
  AP: Shaped<Uint8Array>;
  lateral: Shaped<Uint8Array>;
  ct: CtStackState | null;
  ct_grey?: Shaped<Uint8Array>;
  ct_parts?: Shaped<Uint8Array>;
}

export interface Pull {
  view: string;
  what: string;
  column: number;
  row: number;
}

export interface NeedleControls {
  medial: number;
  caudal: number;
  out: number;
  up: number;
  advance: number;
  gauge: number;
  way: string;
  look: string;
  shot: boolean;
  scan: boolean;
  target: [number, number, number];
  mark: [number, number, number];
  pull: Pull;
  load: string;
  turn: [number, number];
  move: [number, number];
}

export interface CaseOption {
  kind: string;
  what: string;
  words: string;
  done: number;
  answer: string;
}

export interface CaseStage {
  name: string;
  intro: string;
  groups: CaseOption[][];
  count: number;
}

export interface CasePart {
  stage: string;
  name: string;
  share: number;
  weight: number;
  words: string[];
}

export interface CaseRoomFrame {
  number: number;
  who: string;
  at: number;
  closed: boolean;
  level: string;
  stages: CaseStage[];
  log: string[];
  event: string;
  emergency: string;
  patient: PatientFrame | null;
  pictures: boolean;
  graded: boolean;
  parts: CasePart[];
  truth: string;
  spared: string;
  total: number;
  saved: string;
  sequences?: string[];
  told?: Record<string, string>;
  places?: [string, number, number][];
  T1?: Shaped<Uint8Array>;
  T2?: Shaped<Uint8Array>;
  STIR?: Shaped<Uint8Array>;
}

export interface CaseRoomControls {
  do: [string, string];
  file: boolean;
  stage: number;
  close: boolean;
  load: string;
  next: boolean;
}

export interface ReadingRoomFrame {
  at: number;
  level: string;
  said: string | null;
  marks: (boolean | null)[];
  pixel: number;
  score: string;
  patient: string;
  stem: string;
  licence: string;
  sequences: string[];
  panes: string[];
  told: Record<string, string>;
  places: [string, number, number][];
  choices: [string, string][];
  T1?: Shaped<Uint8Array>;
  T2?: Shaped<Uint8Array>;
  STIR?: Shaped<Uint8Array>;
  own1?: Shaped<Uint8Array>;
  own2?: Shaped<Uint8Array>;
  own3?: Shaped<Uint8Array>;
}

export interface ReadingRoomControls {
  case: number;
  say: string;
  more: boolean;
}

export interface SheetRow {
  name: string;
  people: string;
  said: [number | null, number | null];
  found: [number, number] | null;
  words: string;
  verdict: string;
}

export interface DecisionSheetFrame {
  rows: SheetRow[];
  at: number;
  compared: boolean;
  matters: string;
  decided: string;
  page: string;
}

export interface DecisionSheetControls {
  at: number;
  with: number | null;
  without: number | null;
  compare: boolean;
  matters: string;
  decided: string;
}

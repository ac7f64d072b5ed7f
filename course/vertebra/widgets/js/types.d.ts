// Types of what the scripts share. What Python sends is in frame_types.d.ts, which is made from widgets/frame_types.py.

export type Pen = CanvasRenderingContext2D;
export type Point = { x: number; y: number };
export type Action = Record<string, unknown>;
/** A typed array of a frame, with the shape it has in Python. */
export type Shaped<T> = T & { shape: number[] };
export type Numbers = ArrayLike<number>;

/** What comes with a frame besides its values: `behind` says that the learner has moved on since. */
export interface News {
  fresh: boolean;
  own: boolean;
  behind: boolean;
  arrays: Record<string, unknown>;
}

/** What the shell gives a widget: F is its frame, A its action. */
export interface Api<F = any, A = any> {
  root: HTMLElement;
  model: Model;
  /** The frame that is shown, all that has come so far; null before the first. */
  frame(): F | null;
  /** An id that no other element of the page has. */
  id(stem: string): string;
  /** Values that replace each other: while one request is under way, later ones coalesce into the next. */
  setLatest(action: Partial<A>): void;
  /** An action that must be neither lost nor coalesced. */
  enqueue(action: Partial<A>): void;
  say: Speaker;
  on(target: EventTarget, type: string, act: (event: any) => void, options?: AddEventListenerOptions): void;
  later(undo: () => void): void;
  colour(name: string): string;
  readonly calm: boolean;
}

/** What a widget gives the shell. */
export interface Part<F = any> {
  render(frame: F, news: News): void;
  handleKey?(event: KeyboardEvent, frame: F): boolean;
  reset?(): void;
  /** End what goes on by itself, such as an injection. */
  interrupt?(): void;
  themeChanged?(): void;
  dispose?(): void;
}

export interface Definition<F = any, A = any> {
  title: string;
  keys?: [press: string, does: string][];
  /** How many requests may be under way; 1 if missing. */
  ahead?: number;
  mount(stage: HTMLElement, api: Api<F, A>): Part<F>;
}

export interface Model {
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(event: string, act: (...args: any[]) => void): void;
  off(event: string, act: (...args: any[]) => void): void;
  /** Of the page: it knows the kernel, where there is one. */
  widget_manager?: any;
}

export interface Speaker {
  (text: string): void;
  stop(): void;
}

/** The frame around a widget. */
export interface Shell {
  root: HTMLElement & { shown?: Record<string, unknown> };
  bar: HTMLElement;
  body: HTMLElement;
  stage: HTMLElement;
  sentence: HTMLElement;
  spoken: HTMLElement;
  banner: HTMLElement;
  undo: HTMLButtonElement;
  redo: HTMLButtonElement;
  reset: HTMLButtonElement;
  help: HTMLButtonElement;
  /** The control that was used last: a refusal is shown there. */
  touched(target: EventTarget | null): void;
  warn(text: string, key?: string): void;
  note(text: string): void;
  toggleKeys(): void;
}

export interface Canvas {
  node: HTMLCanvasElement;
  redraw(): void;
}

export interface Axis {
  low: number;
  high: number;
  label: string;
  ticks?: number[];
}

/** Pixels from values and back, for a plot inside its margins. */
export interface Scale {
  left: number;
  top: number;
  wide: number;
  tall: number;
  right: number;
  bottom: number;
  x(value: number): number;
  y(value: number): number;
  atX(pixel: number): number;
}

/** The handle of a chart: `height` is where it stands on the curve, `moved` takes its new value. */
export interface Slide<F = any> {
  low: number;
  high: number;
  step: number;
  leap: number;
  value(frame: F): number;
  height(value: number, frame: F): number;
  moved(value: number, frame: F): void;
  words(value: number, frame: F): string;
}

export interface Chart extends Canvas {
  key(event: KeyboardEvent): boolean;
}

export interface LegendEntry {
  words: string;
  colour: string;
  dash?: number[];
  band?: boolean;
}

export type Option = readonly [value: string | number, words: string];

/** Where a picture of rows and columns lies in a canvas: pixels to one of its own, and its corner. */
export interface Fit {
  size: number;
  left: number;
  top: number;
}

/** Where a square picture of fluoroscopy lies; x and y turn shares of it into pixels. */
export interface Square {
  left: number;
  top: number;
  side: number;
  x(share: number): number;
  y(share: number): number;
}

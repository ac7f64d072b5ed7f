// Types of what the parts of a quiz share. Python makes items and messages in question/render_item.py and session/.

/** An answer as it is saved: a text, or several options. */
export type Answer = string | string[];
export type Limits = [number, number] | string[];

export interface Option {
  id: string;
  html: string;
}

export interface Reason {
  tone: string;
  mark: string;
  text: string;
}

/** An item as the browser is given it; each kind of question adds what it needs. */
export interface Item {
  id: string;
  kind: string;
  title: string;
  stem: string;
  figure?: { src: string; alt: string } | null;
  number?: number;
  of?: number;
  label?: string;
  points?: number;
  key?: string;
  value?: any;
  changed_at?: string | null;
  note?: string;
  result?: Result;
  hints?: number;
  taken?: string[];
  answered?: boolean;
  answer?: string;
  parametric?: boolean;
  /** Whether it is asked how sure the learner is. */
  confidence?: boolean;
  /** Of a prediction: whether what was seen surprised; null before it is said. */
  surprised?: boolean | null;
  rule?: string;
  options?: Option[];
  unit?: string;
  give_unit?: boolean;
  decimals?: number;
  words?: number;
  actions?: Record<string, Record<string, Limits>>;
  bounds?: any[];
  room?: unknown;
}

export interface Result {
  verdict: string;
  headline: string;
  feedback: string[];
  complete: boolean;
  per_option: Record<string, Reason> | null;
}

/** The first answer of a sitting: when, by the learner's clock, whether right, and whether the learner was sure. */
export interface KeptAnswer {
  at: string;
  right: boolean;
  sure: boolean;
}

/** What is kept of a learner's self-checks and predictions, by question: in a file by Python, or by a page itself. */
export type LearningRecord = Record<
  string,
  { answers: KeptAnswer[]; answered?: boolean; surprised?: boolean | null }
>;

/** The lessons with their self-checks and predictions. */
export type Catalogue = {
  lesson: string;
  title: string;
  page: string;
  items: { id: string; title: string; section: string; prediction: boolean; counts: boolean }[];
}[];

export interface TrainerResult {
  lesson: string;
  title: string;
  passed: number;
  of: number;
  on: string;
  times: number;
}

/** What Python says of an item. */
export interface Message {
  kind: string;
  item?: string;
  from?: string;
  seq?: number | null;
  value?: any;
  note?: string;
  message: string;
  taken: string[];
  result: Result;
  record?: LearningRecord | null;
}

export interface Link {
  id: string;
  send(message: Record<string, unknown>): void;
  /** Hear every message; returns what stops it. */
  listen(act: (message: Message) => void): () => void;
}

export interface Part {
  node: HTMLElement;
  leave(): void;
}

/** Tells that the answer is another; `settled` where it is not being typed any more. */
export type Changed = (value: Answer, settled: boolean) => void;

export interface Field {
  node: HTMLElement;
  get(): Answer;
  set(value: any): void;
  /** Says why each option is right or not; null for nothing. */
  why(perOption: Record<string, Reason> | null): void;
  focus(): void;
  /** Called when the kernel has confirmed the answer. */
  saved?(): void;
}

/** A kind of question; what is left out is "", false and false. */
export interface Kind {
  field(item: Item, stemId: string, changed: Changed): Field;
  emptyAnswer?: Answer;
  /** An answer in words, where it is neither what was typed nor options. */
  words?(item: Item, value: any): string;
  answeredInFigure?: boolean;
  commits?: boolean;
}

export type Kinds = Record<string, Kind>;

export interface View {
  mode: "head" | "review" | "wait" | "graded" | "checked" | "progress";
  items: Item[];
  student?: string;
  student_from?: string;
  suggested?: string;
  warnings: string[];
  message?: string;
  how_to_submit?: string;
  record?: LearningRecord;
  catalogue?: Catalogue;
  today?: string;
  trainers?: TrainerResult[];
  /** Files of answers that were damaged and put aside. */
  damaged?: string[];
}

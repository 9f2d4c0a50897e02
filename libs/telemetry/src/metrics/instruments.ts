import { type Counter, type Gauge, type Histogram, type Meter, metrics } from '@opentelemetry/api';

export interface InstrumentOptions<Label extends string = never> {
  readonly help: string;
  /** UCUM, such as `s` or `By`. The name says it too: `_seconds`, `_bytes`, `_total`. */
  readonly unit?: string;
  /** Names of the labels. Their values must be few: a route, never an id. */
  readonly labels?: readonly Label[];
}

export type Labels<Label extends string> = { readonly [Name in Label]: string | number | boolean };
/** Left out where there are no labels. */
type LabelArgument<Label extends string> = [Label] extends [never] ? [] : [labels: Labels<Label>];

export interface CounterHandle<Label extends string> {
  add(value: number, ...labels: LabelArgument<Label>): void;
}
export interface HistogramHandle<Label extends string> {
  record(value: number, ...labels: LabelArgument<Label>): void;
}
export interface GaugeHandle<Label extends string> {
  set(value: number, ...labels: LabelArgument<Label>): void;
}

/** From half a millisecond to ten seconds. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const meter = (): Meter => metrics.getMeter('breakwater');

/** Instruments are made at first use, so that a module may declare them before the SDK has started. Without SDK: no-ops. */
export function counter<Label extends string = never>(
  name: string,
  options: InstrumentOptions<Label>,
): CounterHandle<Label> {
  let made: Counter | undefined;
  return {
    add: (value, ...labels) => (made ??= meter().createCounter(name, described(options))).add(value, labels[0]),
  };
}

export function histogram<Label extends string = never>(
  name: string,
  options: InstrumentOptions<Label> & { readonly buckets?: readonly number[] },
): HistogramHandle<Label> {
  let made: Histogram | undefined;
  const advice = { explicitBucketBoundaries: [...(options.buckets ?? SECONDS)] };
  return {
    record: (value, ...labels) =>
      (made ??= meter().createHistogram(name, { ...described(options), advice })).record(value, labels[0]),
  };
}

export function gauge<Label extends string = never>(
  name: string,
  options: InstrumentOptions<Label>,
): GaugeHandle<Label> {
  let made: Gauge | undefined;
  return {
    set: (value, ...labels) => (made ??= meter().createGauge(name, described(options))).record(value, labels[0]),
  };
}

export interface Reading<Label extends string> {
  readonly value: number;
  readonly labels: Labels<Label>;
}

type Read<Label extends string> = () => number | readonly Reading<Label>[] | undefined;

/**
 * A gauge that is read when somebody asks for the metrics: one number, or one per set of labels. What is not there any
 * more reads NaN (the SDK would repeat the last value for ever). `read` must be quick and must not throw.
 * Returns the function that ends it.
 */
export function observedGauge<Label extends string = never>(
  name: string,
  options: InstrumentOptions<Label>,
  read: Read<Label>,
): () => void {
  let current: Read<Label> = read;
  const seen = new Map<string, Labels<string>>();
  meter()
    .createObservableGauge(name, described(options))
    .addCallback((result) => {
      const readings = listed(current());
      const now = new Set(readings.map(({ labels }) => JSON.stringify(labels)));
      for (const [key, labels] of seen) if (!now.has(key)) result.observe(Number.NaN, labels);
      for (const { value, labels } of readings) {
        seen.set(JSON.stringify(labels), labels);
        result.observe(value, labels);
      }
    });
  return () => {
    current = () => undefined;
  };
}

/** The same for a value that only grows. */
export function observedCounter<Label extends string = never>(
  name: string,
  options: InstrumentOptions<Label>,
  read: Read<Label>,
): void {
  meter()
    .createObservableCounter(name, described(options))
    .addCallback((result) => {
      for (const { value, labels } of listed(read())) result.observe(value, labels);
    });
}

function listed(read: ReturnType<Read<string>>): readonly Reading<string>[] {
  return typeof read === 'number' ? [{ value: read, labels: {} }] : (read ?? []);
}

function described(options: InstrumentOptions<string>): { description: string; unit?: string } {
  return { description: options.help, ...(options.unit === undefined ? {} : { unit: options.unit }) };
}

/** What a consumer's inbox gets. `id` is unique for ever: repeats are told by it. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  /** The producing service. */
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  /** W3C trace context of the work that made the event. */
  readonly traceparent?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event to be delivered. */
export interface OutgoingEvent {
  readonly type: string;
  /** Whose inbox it goes to; the relay's `deliver` knows the way. */
  readonly destination: string;
  readonly data: Readonly<Record<string, unknown>>;
}

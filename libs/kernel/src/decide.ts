/** The shape of every business rule: pure, so that a test or a simulation can run it. */
export interface Decision<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** Takes a state and an event, returns the next state and what must be done. Throws a Fault when the move is illegal. */
export type Decide<State, Event, Effect> = (state: State, event: Event) => Decision<State, Effect>;

/** Something in the surroundings that a person has to put right. Its message is one line and says what to do. */
export class StackProblem extends Error {
  override readonly name = 'StackProblem';
}

/** The message of whatever was thrown, on one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}

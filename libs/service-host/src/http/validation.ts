import { Fault } from '@breakwater/kernel';
import { StandardSchemaValidationPipe } from '@nestjs/common';

/** Validates what `@Body({ schema })` and its like name; a misfit is `request.input.invalid` with every fault in details. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new Fault('invalid', 'request.input.invalid', 'input refused', {
        details: issues.slice(0, 20).map((issue) => ({ path: pathOf(issue.path), message: issue.message })),
      }),
  });
}

function pathOf(path: readonly (PropertyKey | { key: PropertyKey })[] | undefined): string {
  return (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

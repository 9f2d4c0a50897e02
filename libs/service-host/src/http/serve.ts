import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ErrorBody } from '@breakwater/contracts';
import type { z } from 'zod';

interface ServedRoute {
  readonly method: keyof typeof RequestMethod;
  readonly path: string;
  readonly responses: Readonly<Record<number, z.ZodType>>;
  readonly errors?: readonly string[];
}

/**
 * Serves a contract's route: method, path, first success status and the OpenAPI answers come from the contract.
 * A handler that answers another of its statuses sets it on the reply.
 */
export function Serve(route: ServedRoute): MethodDecorator {
  const successes = Object.entries(route.responses);
  const errors = ['request.input.invalid', ...(route.errors ?? [])];
  return applyDecorators(
    RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
    HttpCode(Number(successes[0]?.[0] ?? 200)),
    ...successes.map(([status, schema]) =>
      Number(status) === 204
        ? ApiResponse({ status: 204, description: 'Done' })
        : ApiResponse({ status: Number(status), description: 'Success', standardSchema: schema }),
    ),
    ApiResponse({ status: '4XX', description: `Refused: ${errors.join(', ')}`, standardSchema: ErrorBody }),
    ApiResponse({ status: '5XX', description: 'Failed on our side', standardSchema: ErrorBody }),
  );
}

import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { ErrorBody } from '@breakwater/contracts';
import { z } from 'zod';

interface ServedRoute {
  readonly method: keyof typeof RequestMethod;
  readonly path: string;
  readonly responses: Readonly<Record<number, z.ZodType>>;
  readonly errors?: readonly string[];
  /** Required ones. They are described here; the handler reads and checks them. */
  readonly headers?: Readonly<Record<string, z.ZodString>>;
  /** Of the answer, when it is a text and no JSON. The handler sets the header. */
  readonly mediaType?: string;
}

/**
 * Serves a contract's route: method, path, first success status and the OpenAPI answers come from the contract.
 * A handler that answers another of its statuses sets it on the reply.
 */
export function Serve(route: ServedRoute): MethodDecorator {
  const successes = Object.entries(route.responses);
  return applyDecorators(
    RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
    HttpCode(Number(successes[0]?.[0] ?? 200)),
    ...Object.entries(route.headers ?? {}).map(([name, schema]) =>
      ApiHeader({ name, required: true, ...described(schema) }),
    ),
    ...successes.map(([status, schema]) => success(Number(status), schema, route.mediaType)),
    ApiErrors(route.errors ?? []),
  );
}

function success(status: number, schema: z.ZodType, mediaType: string | undefined): MethodDecorator {
  if (status === 204) return ApiResponse({ status, description: 'Done' });
  const description = 'Success';
  if (mediaType === undefined) return ApiResponse({ status, description, standardSchema: schema });
  return ApiResponse({ status, description, content: { [mediaType]: { schema: { type: 'string' } } } });
}

/** Describes the answers that are no success: those that every route has, and the codes of this one. */
export function ApiErrors(codes: readonly string[]): MethodDecorator {
  const refusals = ['request.input.invalid', ...codes];
  return applyDecorators(
    ApiResponse({ status: '4XX', description: `Refused: ${refusals.join(', ')}`, standardSchema: ErrorBody }),
    ApiResponse({ status: '5XX', description: 'Failed on our side', standardSchema: ErrorBody }),
  );
}

/** A header's schema as OpenAPI knows it. */
function described(schema: z.ZodString): { description: string; schema: { type: 'string'; pattern?: string } } {
  const { pattern, description = '' } = z.toJSONSchema(schema);
  return { description, schema: { type: 'string', ...(pattern === undefined ? {} : { pattern }) } };
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Where a proxy in front of us has put our paths. */
const PREFIX = /^(\/[a-z-]+)+$/;

/** GET /openapi.json (or `path`), made of the contracts on first request. Its server is the address below which the paths are. */
export function serveOpenApi(app: NestFastifyApplication, name: string, version: string, path = '/openapi.json'): void {
  let document: OpenAPIObject | undefined;
  const describe = (): OpenAPIObject => {
    const frame = new DocumentBuilder().setTitle(`Breakwater ${name}`).setVersion(version).setOpenAPIVersion('3.1.0');
    return SwaggerModule.createDocument(app, frame.build());
  };
  app
    .getHttpAdapter()
    .getInstance()
    .get(path, (request, reply) => {
      const prefix = request.headers['x-forwarded-prefix'];
      const url = typeof prefix === 'string' && PREFIX.test(prefix) ? prefix : '/';
      return reply.send({ ...(document ??= describe()), servers: [{ url }] });
    });
}

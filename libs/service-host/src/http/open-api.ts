import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** GET /openapi.json (or `path`), made of the contracts on first request. */
export function serveOpenApi(app: NestFastifyApplication, name: string, version: string, path = '/openapi.json'): void {
  let document: OpenAPIObject | undefined;
  const describe = (): OpenAPIObject => {
    const frame = new DocumentBuilder().setTitle(`Breakwater ${name}`).setVersion(version).setOpenAPIVersion('3.1.0');
    return SwaggerModule.createDocument(app, frame.build());
  };
  app
    .getHttpAdapter()
    .getInstance()
    .get(path, (_request, reply) => reply.send((document ??= describe())));
}

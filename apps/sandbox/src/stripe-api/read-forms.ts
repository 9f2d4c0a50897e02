import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Forms stay text until the provider's own rules read them: brackets nest, and the order of fields says nothing. */
export function readForms(app: NestFastifyApplication): void {
  app.useBodyParser('application/x-www-form-urlencoded', {}, (_request, body, done) => done(null, body.toString()));
}

import { All, Controller, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What the provider has and the sandbox has not, refused in the provider's words. */
@ApiExcludeController()
@Controller('v1')
export class UnknownUrlController {
  @All('*')
  refuse(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const path = request.url.split('?', 1)[0] ?? '';
    const message = `Unrecognized request URL (${request.method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.`;
    void reply.status(404).send({ error: { message, type: 'invalid_request_error' } });
  }
}

import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import { ApiErrors } from '@breakwater/service-host';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FindPicture } from './find-picture.js';

/** `storm-lantern.svg` is the first picture, `storm-lantern.2.svg` the second. */
const PictureParams = z.strictObject({ file: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}(\.[1-9]\d?)?\.svg$/) });
const PictureQuery = z.strictObject({
  v: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
});

const FOR_EVER = 'public, max-age=31536000, immutable';
const FOR_NOW = 'public, max-age=60';

@Controller()
export class PicturesController {
  constructor(@Inject(FindPicture) private readonly pictures: FindPicture) {}

  @Get('catalogue/pictures/:file')
  @ApiOkResponse({
    description: 'The drawing; with its hash in v it may be kept for ever',
    content: { 'image/svg+xml': { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 304, description: 'As you have it' })
  @ApiErrors(['catalogue.picture.not_found'])
  async picture(
    @Param({ schema: PictureParams }) { file }: z.infer<typeof PictureParams>,
    @Query({ schema: PictureQuery }) { v }: z.infer<typeof PictureQuery>,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const [slug = '', number = '1'] = file.slice(0, -'.svg'.length).split('.');
    const named = v === undefined ? undefined : await this.pictures.withHash(v);
    const { hash, svg } = named ?? (await this.pictures.ofProduct(slug, Number(number) - 1));
    const etag = `"${hash}"`;
    void reply
      .header('cache-control', named === undefined ? FOR_NOW : FOR_EVER)
      .header('etag', etag)
      .header('x-content-type-options', 'nosniff')
      // Opened by itself it is a document: nothing in it may run or load.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type('image/svg+xml; charset=utf-8');
    await (known === etag ? reply.status(304).send() : reply.send(svg));
  }
}

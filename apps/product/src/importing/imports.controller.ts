import { Body, Controller, Inject } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { ImportCatalogue } from './import-catalogue.js';

type ImportBody = z.infer<typeof contract.importCatalogue.body>;

@Controller()
export class ImportsController {
  constructor(@Inject(ImportCatalogue) private readonly catalogue: ImportCatalogue) {}

  @Serve(contract.importCatalogue)
  import(
    @Body({ schema: contract.importCatalogue.body }) { csv, currency }: ImportBody,
  ): Promise<contract.ImportReport> {
    return this.catalogue.run(csv, currency);
  }
}

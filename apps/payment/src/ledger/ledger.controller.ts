import { Body, Controller, Param, Query } from '@nestjs/common';
import { adjustLedger, getLedgerFacts, type LedgerFacts, reverseLedgerTransaction } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { plus } from '../domain/account-balances.js';
import { AdjustLedger } from '../adjustments/adjust-ledger.js';
import { SealPatrol } from '../seals/seal-patrol.js';
import { sealRepository } from '../seals/seal.repository.js';
import { accountsOf, findUnbalanced, readBalances } from './balances.js';
import { ReverseTransaction } from './reverse-transaction.js';

type Adjusted = z.infer<(typeof adjustLedger.responses)[200]>;
type Reversed = z.infer<(typeof reverseLedgerTransaction.responses)[200]>;

@Controller()
export class LedgerController {
  constructor(
    private readonly database: Database,
    private readonly patrol: SealPatrol,
    private readonly adjustLedger: AdjustLedger,
    private readonly reverseTransaction: ReverseTransaction,
  ) {}

  @Serve(getLedgerFacts)
  async facts(
    @Query({ schema: getLedgerFacts.query }) query: z.infer<typeof getLedgerFacts.query>,
  ): Promise<LedgerFacts> {
    const { writer } = this.database;
    const asOf = query.asOf ?? null;
    const named = query.seals?.split(',').map(Number) ?? [];
    const { broken, unbalanced, driftUntil } = await this.patrol.run(named);
    const last = await sealRepository.last(writer);
    return {
      asOf: asOf ?? new Date().toISOString(),
      // What somebody has changed in sealed rows counts as it is now.
      accounts: accountsOf(plus(await readBalances(writer, asOf), driftUntil(asOf))),
      unbalanced: [...new Set([...unbalanced, ...(await findUnbalanced(writer))])].map((transactionId) => ({
        transactionId,
      })),
      seals: {
        count: last?.id ?? 0,
        lastSealedAt: last === undefined ? null : new Date(last.sealedAt).toISOString(),
        unsealed: await sealRepository.countUnsealed(writer),
        broken: [...broken],
      },
    };
  }

  @Serve(adjustLedger)
  async adjust(
    @Param({ schema: adjustLedger.params }) { adjustmentId }: z.infer<typeof adjustLedger.params>,
    @Body({ schema: adjustLedger.body }) body: z.infer<typeof adjustLedger.body>,
  ): Promise<Adjusted> {
    return { id: adjustmentId, ledgerTransactionId: await this.adjustLedger.run({ id: adjustmentId, ...body }) };
  }

  @Serve(reverseLedgerTransaction)
  async reverse(
    @Param({ schema: reverseLedgerTransaction.params })
    { transactionId }: z.infer<typeof reverseLedgerTransaction.params>,
    @Body({ schema: reverseLedgerTransaction.body }) { reason }: z.infer<typeof reverseLedgerTransaction.body>,
  ): Promise<Reversed> {
    return { reverses: transactionId, ledgerTransactionId: await this.reverseTransaction.run(transactionId, reason) };
  }
}

import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  type Attempt as AttemptView,
  authorize,
  capture,
  getAttempt,
  refund,
  voidAttempt,
} from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { RefundPayment } from '../refunds/refund-payment.js';
import { viewOf } from './attempt.row.js';
import { AuthorizePayment } from './authorize-payment.js';
import { CapturePayment } from './capture-payment.js';
import { RecordAttempt } from './record-attempt.js';
import { RefreshAttempt } from './refresh-attempt.js';
import { VoidPayment } from './void-payment.js';

type AttemptParams = z.infer<typeof authorize.params>;
type RefundView = z.infer<(typeof refund.responses)[200]>;

@Controller()
export class AttemptsController {
  constructor(
    private readonly authorizePayment: AuthorizePayment,
    private readonly capturePayment: CapturePayment,
    private readonly voidPayment: VoidPayment,
    private readonly refundPayment: RefundPayment,
    private readonly refreshAttempt: RefreshAttempt,
    private readonly record: RecordAttempt,
  ) {}

  @Serve(authorize)
  async authorize(
    @Param({ schema: authorize.params }) { attemptId }: AttemptParams,
    @Body({ schema: authorize.body }) body: z.infer<typeof authorize.body>,
  ): Promise<AttemptView> {
    const { orderId, orderNumber, amount, paymentMethod, returnUrl, couponDiscountMinor = 0 } = body;
    const asked = { id: attemptId, orderId, orderNumber, amount, paymentMethod, returnUrl, couponDiscountMinor };
    return viewOf(await this.authorizePayment.run(asked));
  }

  @Serve(getAttempt)
  async get(
    @Param({ schema: getAttempt.params }) { attemptId }: AttemptParams,
    @Query({ schema: getAttempt.query }) { refresh }: z.infer<typeof getAttempt.query>,
  ): Promise<AttemptView> {
    return viewOf(await (refresh === 'true' ? this.refreshAttempt.run(attemptId) : this.record.find(attemptId)));
  }

  @Serve(capture)
  async capture(@Param({ schema: capture.params }) { attemptId }: AttemptParams): Promise<AttemptView> {
    return viewOf(await this.capturePayment.run(attemptId));
  }

  @Serve(voidAttempt)
  async void(@Param({ schema: voidAttempt.params }) { attemptId }: AttemptParams): Promise<AttemptView> {
    return viewOf(await this.voidPayment.run(attemptId));
  }

  @Serve(refund)
  async refund(
    @Param({ schema: refund.params }) { attemptId, refundId }: z.infer<typeof refund.params>,
    @Body({ schema: refund.body }) { amount, reason }: z.infer<typeof refund.body>,
  ): Promise<RefundView> {
    const { amountMinor, currency } = amount;
    const done = await this.refundPayment.run({ id: refundId, attemptId, amountMinor, currency, reason });
    return { id: refundId, attemptId, amount: { amountMinor: done.amountMinor, currency }, state: done.state };
  }
}

import { Module } from '@nestjs/common';
import { STOCK_DECLARED, StockDeclared } from '@breakwater/contracts';
import { InboxModule } from '@breakwater/service-host';
import { SnapshotsController } from './invariants/snapshots.controller.js';
import { ChangeReservation } from './reservations/change-reservation.js';
import { ExpireReservations } from './reservations/expire-reservations.js';
import { ReservationsController } from './reservations/reservations.controller.js';
import { StockController } from './stock/stock.controller.js';
import { declareLevels } from './stock/stock.repository.js';

@Module({
  imports: [
    InboxModule.register({
      useFactory: () => ({
        [STOCK_DECLARED]: (tx, data) => declareLevels(tx, StockDeclared.parse(data).lines),
      }),
    }),
  ],
  controllers: [ReservationsController, StockController, SnapshotsController],
  providers: [ChangeReservation, ExpireReservations],
})
export class InventoryModule {}

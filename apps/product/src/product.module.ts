import { Module } from '@nestjs/common';
import { ORDER_PAID } from '@breakwater/contracts';
import { InboxModule } from '@breakwater/service-host';
import { CacheModule } from './cache/cache.module.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { ListCategories } from './catalogue/list-categories.js';
import { ListProducts } from './catalogue/list-products.js';
import { MissingParts } from './catalogue/missing-parts.js';
import { ShowProduct } from './catalogue/show-product.js';
import { ImportCatalogue } from './importing/import-catalogue.js';
import { ImportsController } from './importing/imports.controller.js';
import { OffersController } from './offers/offers.controller.js';
import { FindPicture } from './pictures/find-picture.js';
import { PicturesController } from './pictures/pictures.controller.js';
import { recordPurchase } from './recommendations/record-purchase.js';
import { ReadStock } from './stock/read-stock.js';

@Module({
  imports: [CacheModule, InboxModule.register({ useFactory: () => ({ [ORDER_PAID]: recordPurchase }) })],
  controllers: [CatalogueController, PicturesController, OffersController, ImportsController],
  providers: [MissingParts, ListCategories, ListProducts, ShowProduct, ReadStock, FindPicture, ImportCatalogue],
})
export class ProductModule {}

import { Controller, Inject, Param, Query } from '@nestjs/common';
import * as contract from '@breakwater/contracts';
import { Serve } from '@breakwater/service-host';
import type { z } from 'zod';
import { ListCategories } from './list-categories.js';
import { ListProducts, type ListQuery } from './list-products.js';
import { ShowProduct } from './show-product.js';

type ProductParams = z.infer<typeof contract.getProduct.params>;

@Controller()
export class CatalogueController {
  constructor(
    @Inject(ListCategories) private readonly categories: ListCategories,
    @Inject(ListProducts) private readonly products: ListProducts,
    @Inject(ShowProduct) private readonly product: ShowProduct,
  ) {}

  @Serve(contract.listCategories)
  async listCategories(): Promise<{ items: contract.Category[] }> {
    return { items: await this.categories.list() };
  }

  @Serve(contract.listProducts)
  listProducts(@Query({ schema: contract.listProducts.query }) query: ListQuery): Promise<contract.ProductList> {
    return this.products.list(query);
  }

  @Serve(contract.getProduct)
  getProduct(@Param({ schema: contract.getProduct.params }) { slug }: ProductParams): Promise<contract.ProductDetail> {
    return this.product.show(slug);
  }
}

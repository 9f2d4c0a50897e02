export default async function teardown() {
  await globalThis.e2eStack?.stop();
  globalThis.e2eCollector?.close();
}

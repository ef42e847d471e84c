export async function search(): Promise<void> {}

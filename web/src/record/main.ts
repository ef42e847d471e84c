export async function record(): Promise<void> {}

declare module "labels" {
  const names: Record<string, string>;
  export default names;
}

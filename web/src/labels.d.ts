declare module "labels" {
  const steps: Record<string, string>;
  export default steps;
}

export { catalogueOf } from "./catalogue.ts";

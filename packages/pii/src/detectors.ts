import type { Detector } from "./detector.ts";
import { addressAfterWord } from "./detectors/address-after-word.ts";
import { anthropicKey } from "./detectors/anthropic-key.ts";
import { atVnr } from "./detectors/at-vnr.ts";
import { awsAccessKeyId } from "./detectors/aws-access-key-id.ts";
import { awsSecretKey } from "./detectors/aws-secret-key.ts";
import { azureStorageKey } from "./detectors/azure-storage-key.ts";
import { beNn } from "./detectors/be-nn.ts";
import { bgEgn } from "./detectors/bg-egn.ts";
import { birthDateBefore } from "./detectors/birth-date-before.ts";
import { birthDate } from "./detectors/birth-date.ts";
import { bitcoin } from "./detectors/bitcoin.ts";
import { brCpf } from "./detectors/br-cpf.ts";
import { card } from "./detectors/card.ts";
import { chAhv } from "./detectors/ch-ahv.ts";
import { cnId } from "./detectors/cn-id.ts";
import { czRc } from "./detectors/cz-rc.ts";
import { deTaxId } from "./detectors/de-tax-id.ts";
import { digitaloceanToken } from "./detectors/digitalocean-token.ts";
import { dkCpr } from "./detectors/dk-cpr.ts";
import { eMail } from "./detectors/e-mail.ts";
import { eeIk } from "./detectors/ee-ik.ts";
import { enNamePhrase } from "./detectors/en-name-phrase.ts";
import { enNameTitle } from "./detectors/en-name-title.ts";
import { esDni } from "./detectors/es-dni.ts";
import { esNie } from "./detectors/es-nie.ts";
import { ethereum } from "./detectors/ethereum.ts";
import { fiHetu } from "./detectors/fi-hetu.ts";
import { frNir } from "./detectors/fr-nir.ts";
import { githubFineGrained } from "./detectors/github-fine-grained.ts";
import { githubToken } from "./detectors/github-token.ts";
import { gitlabToken } from "./detectors/gitlab-token.ts";
import { googleApiKey } from "./detectors/google-api-key.ts";
import { googleOauthSecret } from "./detectors/google-oauth-secret.ts";
import { grAmka } from "./detectors/gr-amka.ts";
import { hrOib } from "./detectors/hr-oib.ts";
import { huggingfaceToken } from "./detectors/huggingface-token.ts";
import { iban } from "./detectors/iban.ts";
import { iePps } from "./detectors/ie-pps.ts";
import { inAadhaar } from "./detectors/in-aadhaar.ts";
import { inPan } from "./detectors/in-pan.ts";
import { ipV4 } from "./detectors/ip-v4.ts";
import { ipV6 } from "./detectors/ip-v6.ts";
import { itCodiceFiscale } from "./detectors/it-codice-fiscale.ts";
import { jpAddress } from "./detectors/jp-address.ts";
import { jpBankAccount } from "./detectors/jp-bank-account.ts";
import { jpCorporateNumber } from "./detectors/jp-corporate-number.ts";
import { jpDriversLicence } from "./detectors/jp-drivers-licence.ts";
import { jpInsuredSymbol } from "./detectors/jp-insured-symbol.ts";
import { jpInsurerNumber } from "./detectors/jp-insurer-number.ts";
import { jpLicencePlate } from "./detectors/jp-licence-plate.ts";
import { jpMyNumber } from "./detectors/jp-my-number.ts";
import { jpNameHonorific } from "./detectors/jp-name-honorific.ts";
import { jpNameLabelled } from "./detectors/jp-name-labelled.ts";
import { jpNameReading } from "./detectors/jp-name-reading.ts";
import { jpPassport } from "./detectors/jp-passport.ts";
import { jpPensionNumber } from "./detectors/jp-pension-number.ts";
import { jpPhone } from "./detectors/jp-phone.ts";
import { jpPostcode } from "./detectors/jp-postcode.ts";
import { jpResidenceCard } from "./detectors/jp-residence-card.ts";
import { jpResidentRecord } from "./detectors/jp-resident-record.ts";
import { jpYuchoAccount } from "./detectors/jp-yucho-account.ts";
import { jsonWebToken } from "./detectors/json-web-token.ts";
import { krRrn } from "./detectors/kr-rrn.ts";
import { labelledSecret } from "./detectors/labelled-secret.ts";
import { macAddress } from "./detectors/mac-address.ts";
import { militaryAddress } from "./detectors/military-address.ts";
import { nlBsn } from "./detectors/nl-bsn.ts";
import { noFodselsnummer } from "./detectors/no-fodselsnummer.ts";
import { npmToken } from "./detectors/npm-token.ts";
import { openaiKey } from "./detectors/openai-key.ts";
import { otherBook } from "./detectors/other-book.ts";
import { otherOrder } from "./detectors/other-order.ts";
import { otherTimestamp } from "./detectors/other-timestamp.ts";
import { passportMrz } from "./detectors/passport-mrz.ts";
import { phoneBesideWord } from "./detectors/phone-beside-word.ts";
import { phone } from "./detectors/phone.ts";
import { plPesel } from "./detectors/pl-pesel.ts";
import { privateKey } from "./detectors/private-key.ts";
import { ptNif } from "./detectors/pt-nif.ts";
import { pypiToken } from "./detectors/pypi-token.ts";
import { roCnp } from "./detectors/ro-cnp.ts";
import { sePersonnummer } from "./detectors/se-personnummer.ts";
import { sendgridKey } from "./detectors/sendgrid-key.ts";
import { shopifyToken } from "./detectors/shopify-token.ts";
import { siEmso } from "./detectors/si-emso.ts";
import { slackToken } from "./detectors/slack-token.ts";
import { slackWebhook } from "./detectors/slack-webhook.ts";
import { streetAddress } from "./detectors/street-address.ts";
import { stripeKey } from "./detectors/stripe-key.ts";
import { twilioKey } from "./detectors/twilio-key.ts";
import { ukNhs } from "./detectors/uk-nhs.ts";
import { ukNino } from "./detectors/uk-nino.ts";
import { urlPassword } from "./detectors/url-password.ts";
import { usSsn } from "./detectors/us-ssn.ts";

/** Every detector of this package: Japan, the rest of the world, secrets, and what competes with them. */
export const detectors: readonly Detector[] = [
  addressAfterWord,
  anthropicKey,
  awsAccessKeyId,
  awsSecretKey,
  azureStorageKey,
  beNn,
  birthDateBefore,
  birthDate,
  bitcoin,
  brCpf,
  card,
  cnId,
  czRc,
  deTaxId,
  digitaloceanToken,
  eMail,
  eeIk,
  enNamePhrase,
  enNameTitle,
  esDni,
  esNie,
  ethereum,
  fiHetu,
  frNir,
  githubFineGrained,
  githubToken,
  gitlabToken,
  googleApiKey,
  googleOauthSecret,
  hrOib,
  huggingfaceToken,
  iban,
  iePps,
  inAadhaar,
  inPan,
  ipV4,
  ipV6,
  itCodiceFiscale,
  jpAddress,
  jpBankAccount,
  jpCorporateNumber,
  jpDriversLicence,
  jpInsuredSymbol,
  jpInsurerNumber,
  jpLicencePlate,
  jpMyNumber,
  jpNameHonorific,
  jpNameLabelled,
  jpNameReading,
  jpPassport,
  jpPensionNumber,
  jpPhone,
  jpPostcode,
  jpResidenceCard,
  jpResidentRecord,
  jpYuchoAccount,
  jsonWebToken,
  krRrn,
  labelledSecret,
  macAddress,
  militaryAddress,
  nlBsn,
  noFodselsnummer,
  npmToken,
  openaiKey,
  otherBook,
  otherOrder,
  otherTimestamp,
  passportMrz,
  phoneBesideWord,
  phone,
  plPesel,
  bgEgn,
  dkCpr,
  grAmka,
  siEmso,
  chAhv,
  atVnr,
  ptNif,
  privateKey,
  pypiToken,
  roCnp,
  sePersonnummer,
  sendgridKey,
  shopifyToken,
  slackToken,
  slackWebhook,
  streetAddress,
  stripeKey,
  twilioKey,
  ukNhs,
  ukNino,
  urlPassword,
  usSsn,
];

/** Detectors that find names by rules alone: low certainty, and the first to leave out for speed. */
export const nameDetectors: readonly Detector[] = detectors.filter(({ role }) => role === "name");

/**
 * Hashes by Meta's C++ reference (facebook/ThreatExchange at baefb4ed, g++ -O2) of the pictures that `drawRectangles`
 * draws; of 64 by 64 pixels the reference hashes only the upright picture without filtering it first.
 */
import type { Orientation } from "../src/images/pdq.ts";

/** What the reference calls them: original, 90, 180, 270, flip X, flip Y, flip plus, flip minus. */
export const referenceOrientations: readonly Orientation[] = [
  "upright",
  "rotated-90",
  "rotated-180",
  "rotated-270",
  "flipped",
  "mirrored",
  "transposed",
  "transverse",
];

/** A picture, and what the reference says of it. */
export interface ReferenceVector {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly quality: number;
  /** In the order of `referenceOrientations`. */
  readonly hashes: readonly string[];
}

export const referenceVectors: readonly ReferenceVector[] = [
  {
    width: 64,
    height: 64,
    seed: 1,
    quality: 100,
    hashes: ["0d93536c3595b5cd12b94b268d5696da29514db49629a9d3166d7acb430f873d"],
  },
  {
    width: 5,
    height: 5,
    seed: 2,
    quality: 92,
    hashes: [
      "c671c370398e3c8f31cc61d8e3d8be27de37c370c671c3f0398e3c8f21c861d8",
      "c1f0398e3f0fc673318c6e5bc3f091a43e0f318cc1f0398e3e0fc673318c6e5b",
      "932469da6cdb96256499cb72348d148dcb6269da932469da6cdb9625749dcb72",
      "95a593246b5a6cd964d9c4f196a53b0e6b5a9b2694a593246b5a6cd964d9c4f1",
      "c6713c8f398ec37031cc9e2763d8e1d89e273c8fc6713c8f398ec37021c89e27",
      "932496256cdb69da6499348d368deb72cb729625932496256cdb69da749d348d",
      "c3f0c6f13f0f398c318c91a4c3f06e5b3e1fce73c1f0c6f13e0f398c318c91a4",
      "94a56cdb6a5a932664d93b0e94a5c4f16b5a64d994a56c5b6b5a932664d93b0e",
    ],
  },
  {
    width: 128,
    height: 128,
    seed: 3,
    quality: 100,
    hashes: [
      "738c9476c64c4acce49692661bada5c62db2c2cb8e3923874a9395f917ecde31",
      "6d6544a68db439b812a99658b67b7c699bde8a9946afb750b26e00e54dd8fd00",
      "26d93edc9319e066b1c318cc0ef84f6c78e66861fb2c892d1fea1f5342a8749b",
      "3820ee0c98e0935247fc3cf2e32ed6c3ce8b203313fa1df8e72baa4f188d57aa",
      "738c4b89c64cb533e4964d995bad1a392db33d34ae791c704abf4a0617ed01ce",
      "26d9c12393191f99b1c3e7330ef8b09378e6879efb2c36d21feae0ac42a88b64",
      "6d65b8498990c60712a969a7b67b83969bde754646a748adb266ff124dd8027d",
      "383011e3d8e16cad47fcc30de32e293cce8bdfcc13fae205e73b55b0188da855",
    ],
  },
  {
    width: 129,
    height: 127,
    seed: 4,
    quality: 100,
    hashes: [
      "52cc5519ec7732dc4db2977231ccc6238b2b71ccca73d4bc32d4a5538bab3126",
      "25b6368f326d29a628a292eb95aab1389a5a49932db383c3d2d24da6ada79ed9",
      "0799dfa399229876186735d860996c09da7ed8261f245a1667810ff99efe9b8c",
      "70e3b8256718830c7df73841c0ff1b92cf0fa33978e629698787e70c78f23463",
      "52ccaaa6ec77cd234db2288d31cc39dc8b2a8e33ca732b4232d45aac8babced9",
      "079b004cf922678918e7c22764999376de7f2499bf2681e96781f006defe6473",
      "25b6e970324dd65928a26d1495aa4ec79a5ab66c2db37c3cd2d2b2592da761a6",
      "70c343d807087cf379f7c52ec0bfe42dc60f1c8678e69696878718f378d2cb0c",
    ],
  },
  {
    width: 640,
    height: 427,
    seed: 5,
    quality: 100,
    hashes: [
      "15a20e5b70ae1ad2272d8a16176784bcf35a050eeb1ed1e30f8b8e0ff01f7bf0",
      "45b6cc4c28a34d4c543d24a35ead6506b539ad4eab11aa546bee5099f6fea5e1",
      "40f324f125fbf5797278203c023a6e16ae0fafa4aecb77495ace24a5a54ad15a",
      "00e366e67df6e7e600688e090bf8cface06c07c4fe4400fe38bbfa33a2ab0f4b",
      "15a671a470ae202c272d756157673341f35afaf1fb9e221c0f9b71f0f01f840f",
      "40f3db0e25fb0a867278dfc3023a91e9a60f505bae8b88b65acedb5aa54a2ea5",
      "05b620b328a3b293542dcb4c5ead8af9b1195291ab1155a369ee2f66f6fe4a1e",
      "10e399197df6181901e871f60bf83053e06cf83bfe44ff013ebb05cca3abf0b4",
    ],
  },
  {
    width: 427,
    height: 640,
    seed: 6,
    quality: 100,
    hashes: [
      "a1f46c111b8cc6f61c0a26f3912d5e75b15ee3f64e68319ec4e1b20148f7de5c",
      "96cdae94c4d4d4ea6923a2d635655d2fb4db6a14976a2a2c2ab34c2c1cd6b8f1",
      "f4a1c6bb4ed96c5c494f0c59c478f4dfe40b495c1b3d9b3491b418a91da27476",
      "c798a43e91c17fc03c76187c6030f785e1cfc0bec23f88867fe6f6864987125b",
      "e1f493ee5b8c3d0d1c1ad90c912db18ab1de3c894e68ce61c4e14dfe48ff21a3",
      "f4a139444ed993a3495ff3a6c4780b20f48bb6a31b3d64cb91b4e7561daa8b89",
      "92cd516bc4d42b9569235d293565a2d0b45a95eb976ad5d32ab1b3d31cd2470e",
      "c398fbc19181813f3c76f7836030087ae10e3f41c23f77797fe419794983eda4",
    ],
  },
  {
    width: 1000,
    height: 7,
    seed: 7,
    quality: 100,
    hashes: [
      "6036bef01ece490fb7e92ac91761a69952ea49e6ad155926c89e97364836b6f0",
      "492d4f25cd21952a746a94da6b85658b6dc9913ecad73ed03d884f81b0dec0df",
      "3563145a5b9fe3a5e2bc826342340c3307bfe34cf840fb8c9dcb3d9c1d631c5a",
      "1c78e58f98743fc0212f3e703ed04f21389c3b949f82947a68dde52be58b4a75",
      "6036410f5eceb6f0b7e9d7361761596652eab619ad15a6d9c89e68c94836490f",
      "3463eba50b9a1c5ae2bc7d9c4234f3cc07bf0cb3f84004739dcbc2631d63e3a5",
      "492d90dacd216a95747a6b256f851a746dc96ec1cad7c12f3d88b07eb0de1f20",
      "1c783a709874e03f213fc18f3ed0b0de389cc46b9f826b8568dd3ad4e58bb58a",
    ],
  },
  {
    width: 300,
    height: 200,
    seed: 9,
    quality: 100,
    hashes: [
      "89d02a5529b4934b6cb0952b52a56555ad57e3575aabe9b1934768ba1703add6",
      "b4d9f4cb69d5e9d5e8b5f27cd26a4a24ab352e362e34162a14269cb614efa805",
      "dc8580ff7ce039e139e53f8107f0cffff80249fd0fde431bc612c2104256077c",
      "e18c7e613c80c37ffdf078d6073fe08eff60849c7b61bc804171369c41ba22af",
      "99d0ddaaedb56cb46cb06ad452a59aaaad575ca85aab1e4e9347974517035229",
      "de857f00fce1c61e39e5c07e07f03080f806f6020ffebce4c6123def425ef883",
      "94d90b7469d5162ae8b50d83526ab5dbaa35d1c92e34e9d5142463c914ef57fa",
      "c18ca1de3c80bc80bde0a729073f1f71ff607b637b41437f4171c96341badd50",
    ],
  },
];

/** Every {@link InquiryAnswer}. */
export const inquiryAnswers = ["included", "similar", "not-found", "cannot-determine", "declined"] as const;

/** What is answered about one target of an inquiry. */
export type InquiryAnswer = (typeof inquiryAnswers)[number];

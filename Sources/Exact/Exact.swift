/// How many times the bits that this module computes were changed on purpose.
///
/// A result is a function of code, data, configuration and seed; this number stands for the code's
/// share of it wherever results are recorded.
public let numericsRevision = 1

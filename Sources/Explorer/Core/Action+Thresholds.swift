/// What changes the thresholds, in whichever pane.
extension Action {
  static let lowerQuantile = Action("lower-quantile"), raiseQuantile = Action("raise-quantile")
  static let lowerMajority = Action("lower-majority"), raiseMajority = Action("raise-majority")
  static let polarity = Action("polarity")
  static let previousMember = Action("previous-member"), nextMember = Action("next-member")
}

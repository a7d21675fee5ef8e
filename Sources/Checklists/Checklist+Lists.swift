extension Checklist.Part {
  /// The checklist of NeurIPS, its sixteen items by their names.
  static func neurIPS(_ facts: CollectedFacts) -> Checklist.Part {
    Checklist.Part(
      title: "Paper checklist",
      source: "After the NeurIPS Paper Checklist, https://neurips.cc/public/guides/PaperChecklist.",
      items: [
        .answered(
          "Claims (verdicts).", "What became of each claim, and how sure is that?", facts.claims),
        .open(
          "Claims (text).", "Do abstract and introduction claim this much, and no more?"),
        .answered(
          "Limitations (records).", "What restricts the results, as far as the records tell?",
          facts.limits),
        .open(
          "Limitations (discussion).",
          "Does the text discuss them, and what else the results may not hold for?"),
        .answered(
          "Assumptions.", "Which settings were assumed, and why?", facts.assumptions),
        .open("Theory.", "Are all assumptions of each theorem stated, and its proof complete?"),
        .answered(
          "Reproducibility.", "How are the results made again, and how is that checked?",
          facts.commands),
        .open(
          "Open data and code.", "Where can code and data be had, and for how long?", facts.code),
        .answered(
          "Experimental setting.", "Where does every setting of training and evaluation stand?",
          facts.settings),
        .open(
          "Experimental setting (choice).", "How were the settings chosen, and on which data?",
          facts.choices),
        .answered(
          "Statistical significance.",
          "What spread, intervals and tests are given, over what, and how were they worked out?",
          facts.statistics),
        .answered(
          "Compute resources.", "On what was it computed, and how long did it take?", facts.compute),
        .open(
          "Compute resources (whole project).",
          "How much memory and storage did it take, and what did runs that are not shown cost?"),
        .open("Code of ethics.", "Does the work conform to it in every respect?"),
        .open("Broader impacts.", "Which good and bad consequences for society are discussed?"),
        .open(
          "Safeguards.", "If data or networks can be misused, what guards their release?"),
        .open(
          "Licences of existing assets.",
          "Are authors, versions and licences of data, networks and code named and respected?",
          facts.assets),
        .init(
          name: "New assets.",
          question: "Under which licence are the results released, and where are they documented?",
          facts: facts.license + facts.documents, isAnswered: !facts.license.isEmpty),
        .open(
          "Crowdsourcing and human subjects.",
          "Are instructions and pay of participants given, if there were any?"),
        .open(
          "Review boards.", "Were risks of participants disclosed, and approvals obtained?"),
        .open(
          "Language models.", "Are they declared where they are a part of the method?"),
      ])
  }

  /// The badges of ACM, and what each takes.
  static func badges(_ facts: CollectedFacts) -> Checklist.Part {
    Checklist.Part(
      title: "Artifact badges",
      source: "After ACM's Artifact Review and Badging, version 1.1, "
        + "https://www.acm.org/publications/policies/artifact-review-and-badging-current.",
      items: [
        .open(
          "Artifacts Available.",
          "Do they lie in a public archive that keeps them, under an identifier such as a DOI?"),
        .answered(
          "Functional: documented.", "What lists the artifacts, and says how they are used?",
          facts.documents),
        .answered(
          "Functional: complete.", "Is everything there that the results take?",
          facts.completeness),
        .answered(
          "Functional: exercisable.", "Which command makes the results?", facts.commands),
        .open(
          "Functional: verified.", "Do these checks pass, and where is that shown?",
          facts.verification),
        .open(
          "Reusable.", "Can others build on them: structure, documentation, licence?", facts.code),
        .open(
          "Results Reproduced.",
          "Has another team obtained the main results with these artifacts?",
          ["`iir compare-runs` measures how near another run comes, query by query"]),
        .open(
          "Results Replicated.",
          "Has another team obtained them without artifacts of the authors?"),
      ])
  }
}

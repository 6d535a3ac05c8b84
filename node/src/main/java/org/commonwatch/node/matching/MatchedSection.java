package org.commonwatch.node.matching;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.ObjectSection;

/** On the page of an object: how it is looked for, and what those say who did. */
@ApplicationScoped
class MatchedSection implements ObjectSection {
    private final Explanations explanations;
    private final Reports reports;

    @Inject
    MatchedSection(Explanations explanations, Reports reports) {
        this.explanations = explanations;
        this.reports = reports;
    }

    /** @param id of the object, for the link to its hits */
    record View(String id, Optional<HowMatched> how, Reported reported) {}

    @CheckedTemplate(basePath = "matching")
    static class Templates {
        private Templates() {}

        static native TemplateInstance section(View view);
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Optional<TemplateInstance> of(String id, Gate gate) {
        Optional<HowMatched> how = explanations.of(id, gate);
        Reported reported = reports.of(id, gate);
        return how.isEmpty() && reported.nothing()
                ? Optional.empty()
                : Optional.of(Templates.section(new View(id, how, reported)));
    }
}

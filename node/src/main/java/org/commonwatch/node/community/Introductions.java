package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.Address;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.membership.OrganisationKind;
import org.commonwatch.node.spine.Identity;

/** How this node's organisation introduces itself to communities. */
@ApplicationScoped
class Introductions {
    private final Identity self;
    private final Witnessing witnessing;
    private final Address address;

    @Inject
    Introductions(Identity self, Witnessing witnessing, Address address) {
        this.self = self;
        this.witnessing = witnessing;
        this.address = address;
    }

    /**
     * @param title what people call the organisation; its name in statements when empty
     * @param kind a word of {@link OrganisationKind}; private when empty
     */
    Organisation of(String title, String kind) throws Refused {
        OrganisationKind known = OrganisationKind.of(kind.isEmpty() ? OrganisationKind.PRIVATE.word() : kind)
                .orElseThrow(() -> Refusal.of(
                                "organisation",
                                "/kind",
                                "The kind of an organisation is one of: " + OrganisationKind.words() + ".",
                                kind)
                        .toException());
        return Organisation.own(
                title.isBlank() ? self.name() : title.strip(),
                known,
                self,
                witnessing.keys(),
                List.of(Organisation.url(address.url())));
    }
}

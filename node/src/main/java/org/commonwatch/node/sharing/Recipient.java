package org.commonwatch.node.sharing;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.audience.Audiences;
import org.commonwatch.node.membership.MemberReaders;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.stix.Tlp;
import org.jspecify.annotations.Nullable;

/** To whom something is shared, as people write it. */
final class Recipient {
    /** The whole community, as a word. */
    static final String COMMUNITY = "community";

    /** Members named at once; a community has no more. */
    private static final int NAMED_MAX = 32;

    private Recipient() {}

    /** The members who are meant; none for the whole community. */
    static List<Organisation> named(Audiences audiences, Log log, @Nullable List<@Nullable String> to) throws Refused {
        List<String> names = new ArrayList<>();
        for (String name : to == null ? List.<@Nullable String>of() : to) {
            if (name != null && !name.isBlank() && !name.equals(COMMUNITY)) {
                names.add(name.strip());
            }
        }
        if (names.size() > NAMED_MAX) {
            throw Refusal.of("to-count", "/to", "Name at most " + NAMED_MAX + " members.")
                    .toException();
        }
        return names.isEmpty() ? List.of() : audiences.members(log, names);
    }

    /** To whom it is sealed. */
    static Recipients of(Audiences audiences, Log log, List<Organisation> members) throws Refused {
        return members.isEmpty() ? Recipients.EVERYONE : audiences.named(log, members);
    }

    /** The members who can read it: all of the community, or those who are named, whatever its marking. */
    static List<Reader> readers(Shares.Preview preview, MemberReaders members) {
        return preview.to().isEmpty()
                ? members.of(preview.target())
                : preview.to().stream()
                        .map(member -> MemberReaders.reader("member " + member.title(), preview.target())
                                .upTo(Tlp.RED))
                        .toList();
    }
}

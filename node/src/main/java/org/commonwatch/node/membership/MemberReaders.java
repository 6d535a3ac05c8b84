package org.commonwatch.node.membership;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.stix.Tlp;

/** The other members of a community as readers of what is shared with it: all that it may have, and nothing else. */
@ApplicationScoped
public class MemberReaders {
    private final Communities communities;
    private final Identity self;

    @Inject
    MemberReaders(Communities communities, Identity self) {
        this.communities = communities;
        this.self = self;
    }

    /** One for each other member's node, named as people call the organisation. */
    public List<Reader> of(Log log) {
        return communities.members(log).stream()
                .map(Communities.Member::organisation)
                .filter(member -> !member.name().equals(self.name()))
                .map(member -> reader("member " + member.title(), log))
                .toList();
    }

    /** What a member's node may have of a community. */
    public static Reader reader(String name, Log log) {
        return new Reader(name, false, false, false, Optional.of(log.name()), Tlp.AMBER);
    }
}

package org.commonwatch.node.spine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A kind of entry: how its body reads and when it is void. Both are pure and total: the same leaf at the same place gives
 * the same answer on every node, for ever. A change of either is a new version.
 *
 * @param <C> the command the body carries
 */
public interface EntryType<C> {
    /** For example {@code sharing.objects}. */
    String name();

    int version();

    /** @throws Refused when the body is not of this type; the entry is then void */
    C decode(JsonNode body) throws Refused;

    /** The rule. Empty: the command holds at its place. Otherwise the entry is void for this reason. */
    Optional<Refusal> judge(C command, Leaf leaf, Leaves before);

    /**
     * As above, for a rule whose state is more than earlier leaves: it may read the tables of its own slice's projection,
     * which hold exactly what the applied entries before this one made of them. They must follow from leaves alone.
     */
    default Optional<Refusal> judge(C command, Leaf leaf, Leaves before, Db tables) {
        return judge(command, leaf, before);
    }
}

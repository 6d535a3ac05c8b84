package org.commonwatch.ledger.verify;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.policy.Standing;

/**
 * What a verification found.
 *
 * @param size leaves the checkpoint covers; those that could be told when the checkpoint itself is wrong
 * @param damages wrong bytes, in the order of checkpoint, tiles and entries, payloads, state; at most {@link
 *     Verifier#DAMAGES_MAX}
 * @param moreDamages how many further ones were only counted
 * @param voids entries that stand in the log rightly and mean nothing: no statement, out of their lane's order, or with a
 *     signature that does not hold; at most {@link Verifier#DAMAGES_MAX}, as {@code entry 12: reason}
 * @param moreVoids how many further ones were only counted
 * @param uncheckedSignatures statements of keys that the verifier was not given
 * @param payloadsPresent payloads here and right
 * @param payloadsErased payloads that are gone, or objects of them, as an order in the log says
 * @param payloadsPending payloads that are not here
 * @param erasures what is gone and by which entry, as {@code payload of entry 10: erased by entry 90}; at most {@link
 *     Verifier#DAMAGES_MAX}
 * @param toErase what an order in the log wants gone and is here still, in the same words; no damage
 * @param unreferencedFiles files under {@code payload/} that no statement names
 * @param standing how the checkpoint stands under the policy given; empty when none was given or no signature holds
 * @param cosignedBy policy names of the witnesses whose cosignature under the checkpoint holds
 */
public record Report(
        long size,
        List<Damage> damages,
        long moreDamages,
        List<String> voids,
        long moreVoids,
        long uncheckedSignatures,
        long payloadsPresent,
        long payloadsErased,
        long payloadsPending,
        List<String> erasures,
        List<String> toErase,
        List<String> unreferencedFiles,
        Optional<Standing> standing,
        List<String> cosignedBy) {
    public Report {
        damages = List.copyOf(damages);
        voids = List.copyOf(voids);
        erasures = List.copyOf(erasures);
        toErase = List.copyOf(toErase);
        unreferencedFiles = List.copyOf(unreferencedFiles);
        cosignedBy = List.copyOf(cosignedBy);
    }

    /** No byte is wrong. */
    public boolean isIntact() {
        return damages.isEmpty();
    }

    /** Whether the quorum asked for has cosigned; false without a policy. */
    public boolean isFinal() {
        return standing.map(Standing::satisfied).orElse(false);
    }
}

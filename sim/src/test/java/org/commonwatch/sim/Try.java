package org.commonwatch.sim;

public final class Try {
    private Try() {}

    public static void main(String[] a) {
        long from = Long.parseLong(a[0]);
        long n = Long.parseLong(a[1]);
        long t = System.nanoTime();
        java.util.Map<String, Integer> broken = new java.util.TreeMap<>();
        java.util.Map<String, Integer> noticed = new java.util.TreeMap<>();
        for (long s = from; s < from + n; s++) {
            var o = Simulation.run(s);
            o.noticed().forEach((k, v) -> noticed.merge(k, v, Integer::sum));
            if (o.broken().isPresent()) {
                if (broken.merge(o.scenario() + ": " + o.broken().get().replaceAll("[0-9]+", "#"), 1, Integer::sum)
                        == 1) {
                    System.out.println(
                            "seed " + s + " " + o.scenario() + ": " + o.broken().get());
                    if (a.length > 2) {
                        o = Simulation.shortest(s);
                        o.story().forEach(l -> System.out.println("   " + l));
                        System.out.println("   => " + o.broken().orElse(""));
                    }
                }
            }
        }
        broken.forEach((k, v) -> System.out.println(v + " x " + k));
        System.out.println(noticed);
        System.out.println(n * 1e9 / (System.nanoTime() - t) + " seeds/s");
    }
}

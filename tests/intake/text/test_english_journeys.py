"""Each vehicle of an English sentence has the route of its own clause."""


def ways(found):
    named = ("number", "from_place", "to_place")
    return [tuple(one.value(name) for name in named) for one in found.of("journey")]


def test_two_vehicles_of_a_sentence_have_each_their_own_route(read):
    found = read(
        "Case 12: male, 30, flew from London to Beijing on flight CA938 on 10 January, "
        "then took train G83 to Changsha on 11 January."
    )
    assert ways(found) == [("CA938", "London", "Beijing"), ("G83", None, "Changsha")]


def test_a_route_told_after_the_vehicle_is_its_own(read):
    found = read(
        "Case 12: male, 30, took train G83 from Beijing to Changsha on 11 January "
        "and took train G1119 from Changsha to Wuhan on 12 January."
    )
    assert ways(found) == [("G83", "Beijing", "Changsha"), ("G1119", "Changsha", "Wuhan")]

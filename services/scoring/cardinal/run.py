from pathlib import Path
from services.scoring.cardinal.lines import batches, parts
from services.scoring.cardinal.state import State
def run(path, settings, k=1):
    states=[]
    for part in parts(path,k):
        s=State(settings)
        for b in batches(part):
            s.unreadable+=b.unreadable
            s.fold(b.releases)
        states.append(s)
    a=states[0]
    for x in states[1:]: a.merge(x)
    return a.results()

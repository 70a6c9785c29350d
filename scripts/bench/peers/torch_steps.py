"""AdamW steps of models like the workloads', in PyTorch on one thread (Debian: apt-get install python3-torch).

Reads lines `WORKLOAD STEPS` and answers each with the parameters of its model and processor milliseconds a step; with `-` where there is no model
of that name. `about 0` is answered with what it runs on. `npm run bench -- peers` talks to it.
"""
import os,sys,time
os.environ['OMP_NUM_THREADS']='1'
import torch,torch.nn as nn,torch.nn.functional as F
from torch_sequences import sequence_models
torch.set_num_threads(1)
torch.manual_seed(0)
class Dec(nn.Module):
    def __init__(s,V,L,B,W,H,Hd,gated=False,tied=False,rope=False):
        super().__init__(); s.e=nn.Embedding(V,W); s.p=nn.Parameter(torch.zeros(L,W)) if not rope else None; s.H=H;s.W=W;s.gated=gated
        s.bl=nn.ModuleList()
        for _ in range(B):
            m=nn.ModuleDict(dict(n1=nn.LayerNorm(W),n2=nn.LayerNorm(W),qkv=nn.Linear(W,3*W,bias=not gated),o=nn.Linear(W,W,bias=not gated),up=nn.Linear(W,Hd,bias=not gated),down=nn.Linear(Hd,W,bias=not gated)))
            if gated: m['gate']=nn.Linear(W,Hd,bias=False)
            s.bl.append(m)
        s.n=nn.LayerNorm(W); s.out=nn.Linear(W,V,bias=False); s.tied=tied
        if tied: s.out.weight=s.e.weight
        s.register_buffer('mask',torch.full((L,L),float('-inf')).triu(1)); s.rope=rope
        if rope:
            d=W//H; f=1/(500000**(torch.arange(0,d,2)/d)); a=torch.arange(L)[:,None]*f[None]; s.register_buffer('c',a.cos());s.register_buffer('s_',a.sin())
    def rot(s,x):
        a,b=x.chunk(2,-1); return torch.cat([a*s.c-b*s.s_,b*s.c+a*s.s_],-1)
    def forward(s,x):
        B,L=x.shape; h=s.e(x)
        if s.p is not None: h=h+s.p
        for m in s.bl:
            y=m['n1'](h); q,k,v=m['qkv'](y).view(B,L,3,s.H,s.W//s.H).permute(2,0,3,1,4)
            if s.rope: q=F.normalize(s.rot(q),dim=-1);k=F.normalize(s.rot(k),dim=-1)
            a=(q@k.transpose(-1,-2)/(s.W//s.H)**.5+s.mask).softmax(-1)@v
            h=h+m['o'](a.transpose(1,2).reshape(B,L,s.W)); y=m['n2'](h)
            u=m['up'](y); u=u*torch.sigmoid(m['gate'](y)) if s.gated else F.relu(u)
            h=h+m['down'](u)
        return s.out(s.n(h))
class Basic(nn.Module):
    def __init__(s,i,o,st):
        super().__init__(); s.c1=nn.Conv2d(i,o,3,st,1,bias=False);s.b1=nn.BatchNorm2d(o);s.c2=nn.Conv2d(o,o,3,1,1,bias=False);s.b2=nn.BatchNorm2d(o)
        s.d=nn.Sequential(nn.Conv2d(i,o,1,st,bias=False),nn.BatchNorm2d(o)) if (st!=1 or i!=o) else nn.Identity()
    def forward(s,x): return F.relu(s.b2(s.c2(F.relu(s.b1(s.c1(x)))))+s.d(x))
class Vit(nn.Module):
    def __init__(s,W=64,B=2,H=4,Hd=256,C=69):
        super().__init__(); s.pe=nn.Conv2d(1,W,7,7); s.H=H;s.W=W
        s.bl=nn.ModuleList([nn.ModuleDict(dict(n1=nn.LayerNorm(W),n2=nn.LayerNorm(W),qkv=nn.Linear(W,3*W),o=nn.Linear(W,W),up=nn.Linear(W,Hd),down=nn.Linear(Hd,W))) for _ in range(B)]); s.n=nn.LayerNorm(W); s.out=nn.Linear(W,C)
    def forward(s,x):
        h=s.pe(x).flatten(2).transpose(1,2); B,L,_=h.shape
        for m in s.bl:
            y=m['n1'](h); q,k,v=m['qkv'](y).view(B,L,3,s.H,s.W//s.H).permute(2,0,3,1,4)
            a=(q@k.transpose(-1,-2)/(s.W//s.H)**.5).softmax(-1)@v
            h=h+m['o'](a.transpose(1,2).reshape(B,L,s.W)); h=h+m['down'](F.gelu(m['up'](m['n2'](h))))
        return s.out(s.n(h).mean(1))
class UNet(nn.Module):
    def __init__(s,c=8,P=3):
        super().__init__()
        blk=lambda i,o: nn.Sequential(nn.Conv2d(i,o,3,1,1,bias=False),nn.InstanceNorm2d(o),nn.LeakyReLU(.2),nn.Conv2d(o,o,3,1,1,bias=False),nn.InstanceNorm2d(o),nn.LeakyReLU(.2))
        s.d=nn.ModuleList([blk(1,c)]+[blk(c*2**i,c*2**(i+1)) for i in range(P-1)]); ch=c*2**(P-1); s.b=blk(ch,ch*2); ch*=2
        s.u=nn.ModuleList();s.uc=nn.ModuleList()
        for i in range(P):
            s.u.append(nn.Sequential(nn.ConvTranspose2d(ch,ch//2,2,2,bias=False),nn.InstanceNorm2d(ch//2),nn.LeakyReLU(.2))); s.uc.append(blk(ch,ch//2)); ch//=2
        s.f=nn.Conv2d(c,1,1)
    def forward(s,x):
        st=[]
        for l in s.d: x=l(x); st.append(x); x=F.avg_pool2d(x,2)
        x=s.b(x)
        for u,c in zip(s.u,s.uc): x=c(torch.cat([u(x),st.pop()],1))
        return s.f(x)
class Dlrm(nn.Module):
    def __init__(s,N=9,C=16,V=32768,W=32):
        super().__init__(); mlp=lambda w: nn.Sequential(*[l for i,o in zip(w,w[1:]) for l in (nn.Linear(i,o),nn.ReLU())])
        s.e=nn.Embedding(V,W); s.b=mlp([N,128,64,W]); s.t=mlp([W+(C+1)*(C+2)//2,256,256,128]); s.o=nn.Linear(128,1)
        s.register_buffer('at',torch.tril_indices(C+1,C+1))
    def forward(s,x):
        n,c=x; b=s.b(n); v=torch.cat([b[:,None],s.e(c)],1); p=(v@v.transpose(1,2))[:,s.at[0],s.at[1]]
        return s.o(s.t(torch.cat([b,p],1))).squeeze(1)
ce=lambda m,x,y: F.cross_entropy(m(x).flatten(0,-2),y.flatten())
def sp(name):
    if name=='mnist_mlp': return nn.Sequential(nn.Linear(784,128),nn.ReLU(),nn.Linear(128,10)),torch.rand(128,784),torch.randint(10,(128,)),ce
    if name=='mnist_cnn': return nn.Sequential(nn.Conv2d(1,8,3,1,1),nn.BatchNorm2d(8),nn.ReLU(),nn.MaxPool2d(2),nn.Conv2d(8,16,3,1,1),nn.BatchNorm2d(16),nn.ReLU(),nn.MaxPool2d(2),nn.Flatten(),nn.Linear(784,10)),torch.rand(64,1,28,28),torch.randint(10,(64,)),ce
    if name=='brown_lm': return Dec(96,64,2,64,2,128),torch.randint(96,(8,64)),torch.randint(96,(8,64)),ce
    if name=='brown_lm_large': return Dec(1024,64,3,64,4,256,gated=True,tied=True,rope=True),torch.randint(1024,(8,64)),torch.randint(1024,(8,64)),ce
    if name=='quickdraw_resnet': return nn.Sequential(nn.Conv2d(1,16,3,2,1,bias=False),nn.BatchNorm2d(16),nn.ReLU(),Basic(16,16,1),Basic(16,32,2),Basic(32,64,2),nn.AdaptiveAvgPool2d(1),nn.Flatten(),nn.Linear(64,69)),torch.rand(32,1,28,28),torch.randint(69,(32,)),ce
    if name=='flights_dlrm': return Dlrm(),(torch.rand(512,9),torch.randint(32768,(512,16))),torch.randint(2,(512,)).float(),lambda m,x,y: F.binary_cross_entropy_with_logits(m(x),y)
    if name=='quickdraw_vit': return Vit(),torch.rand(32,1,28,28),torch.randint(69,(32,)),ce
    if name=='mri_unet': return UNet(),torch.rand(8,1,64,64),torch.rand(8,1,64,64),lambda m,x,y:(m(x)-y).abs().mean()

models = {}


def prepare(name):
    if name not in models:
        made = sequence_models[name]() if name in sequence_models else sp(name)
        if made is None:
            return None
        model, x, y, loss = made
        models[name] = (model, x, y, loss, torch.optim.AdamW(model.parameters(), 1e-3, foreach=True))
    return models[name]


def about():
    """PyTorch's version and the BLAS that it was loaded with. The reference BLAS is several times slower than OpenBLAS."""
    with open('/proc/self/maps') as maps:
        libraries = {os.path.realpath(line.split()[-1]) for line in maps if 'blas' in line}
    return f"{torch.__version__}, {' and '.join(sorted(os.path.basename(library) for library in libraries)) or 'no BLAS found'}"


for line in sys.stdin:
    name, steps = line.split()
    if name == 'about':
        print(about(), flush=True)
        continue
    ready = prepare(name)
    if ready is None:
        print('-', flush=True)
        continue
    model, x, y, loss, optimizer = ready
    start = time.process_time()
    for _ in range(int(steps)):
        optimizer.zero_grad(set_to_none=True)
        loss(model, x, y).backward()
        optimizer.step()
    spent = (time.process_time() - start) * 1e3 / int(steps)
    print(sum(p.numel() for p in model.parameters()), spent, flush=True)

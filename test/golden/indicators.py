# Makes test/golden/data/indicators.json: the formulas of common indicators as pandas writes them, over all golden candles.
# Run in the root of the checkout: bench/peers/.venv/bin/python test/golden/indicators.py
import gzip, json
import numpy as np, pandas as pd
rows=[l.strip().split(',') for l in gzip.open('test/golden/data/FIL-2023-08-candles.csv.gz','rt')][1:]
d=[]; before=0
for r in rows:
    o,h,l,c,v=[float(x) for x in r[:5]]
    b=before+o; d.append((b/1000,(b+h)/1000,(b-l)/1000,(b+c)/1000,v/10)); before=b+c
df=pd.DataFrame(d,columns=['open','high','low','close','volume'])
c,h,l,v=df.close,df.high,df.low,df.volume
wil=lambda x,n: x.ewm(alpha=1/n,adjust=False).mean()
ema=lambda x,n: x.ewm(span=n,adjust=False).mean()
out={}
ch=c.diff(); up=ch.clip(lower=0).fillna(0); dn=(-ch).clip(lower=0).fillna(0)
g,ls=wil(up,14),wil(dn,14)
out['rsi14']=100-100/(1+g/ls)
line=ema(c,12)-ema(c,26); sig=ema(line,9)
out['macd']=line; out['macdSignal']=sig; out['macdHistogram']=line-sig
m=c.rolling(20).mean(); s=c.rolling(20).std(ddof=0)
out['bollingerUpper20']=m+2*s; out['bollingerLower20']=m-2*s
pc=c.shift()
tr=pd.concat([h-l,(h-pc).abs(),(l-pc).abs()],axis=1).max(axis=1)
out['trueRange']=tr
atr=wil(tr,14); out['atr14']=atr
u=h.diff(); w=-l.diff()
pdm=pd.Series(np.where((u>w)&(u>0),u,0.0)); mdm=pd.Series(np.where((w>u)&(w>0),w,0.0))
pdi=100*wil(pdm,14)/atr; mdi=100*wil(mdm,14)/atr
dx=(100*(pdi-mdi).abs()/(pdi+mdi)).fillna(0)
out['plusDi14']=pdi; out['minusDi14']=mdi; out['adx14']=wil(dx,14)
obv=(np.sign(ch).fillna(0)*v).cumsum(); out['obv60']=obv-obv.shift(60)
lo=l.rolling(14).min(); hi=h.rolling(14).max(); k=(100*(c-lo)/(hi-lo)).fillna(50)
out['williamsR14']=-100*(hi-c)/(hi-lo); out['williamsR14']=out['williamsR14'].fillna(-50); out['fastK14']=k; out['fastD14']=k.rolling(3).mean()
out['std1440']=c.rolling(1440).std(ddof=0); out['min60']=l.rolling(60).min(); out['max60']=h.rolling(60).max()
out['quantile240']=v.rolling(240).quantile(0.9); out['sum60']=v.rolling(60).sum()
out['logReturn5']=np.log(c/c.shift(5)); out['pctChange60']=c/c.shift(60)-1
idx=list(range(2000,44640,457))
json.dump({'rows':idx,'values':{k:[float(s.iloc[i]) for i in idx] for k,s in out.items()}},open('test/golden/data/indicators.json','w'))
